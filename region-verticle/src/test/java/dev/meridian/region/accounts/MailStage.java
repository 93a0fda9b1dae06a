package dev.meridian.region.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.json.JsonObject;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A mail server for the project {@code p1}, and what has arrived there. */
final class MailStage implements AutoCloseable {

    private static final Pattern HREF = Pattern.compile("href=\"([^\"]+)\"");
    private static final Pattern CODE = Pattern.compile("<strong>([0-9]{6})</strong>");

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));

    private MailStage() {}

    /** Names the server in the project's settings. */
    static MailStage open(AccountsStage stage, JsonObject policies) {
        MailStage mail = new MailStage();
        mail.server.start();
        JsonObject smtp = new JsonObject()
                .put("enabled", true)
                .put("host", "127.0.0.1")
                .put("port", mail.server.getSmtp().getPort())
                .put("senderEmail", "shop@example.org")
                .put("senderName", "Shop");
        stage.ask(
                "insert into meridian.project_settings (project_id, policies, auth_methods_off, services_off,"
                        + " protocols_off, labels, smtp, updated_at)"
                        + " values ('p1', $1, '{}', '{}', '{}', '{}', $2, $3)",
                policies,
                smtp,
                AccountsStage.now());
        return mail;
    }

    /** The bodies of what has come for an address, the newest last. */
    List<String> bodies(String address) {
        return Arrays.stream(server.getReceivedMessages())
                .filter(message -> isTo(message, address))
                .map(MailStage::body)
                .toList();
    }

    private static boolean isTo(MimeMessage message, String address) {
        try {
            return message.getAllRecipients()[0].toString().equals(address);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String body(MimeMessage message) {
        try {
            return message.getContent().toString();
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the link of the newest letter to an address says. */
    Map<String, String> link(String address) {
        Map<String, String> values = new HashMap<>();
        for (String part : URI.create(href(address)).getRawQuery().split("&", -1)) {
            String[] pair = part.split("=", 2);
            values.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return values;
    }

    String href(String address) {
        return found(HREF, address).replace("&amp;", "&");
    }

    /** The code of the newest letter to an address. */
    String code(String address) {
        return found(CODE, address);
    }

    private String found(Pattern pattern, String address) {
        List<String> bodies = bodies(address);
        assertThat(bodies).as("letters to %s", address).isNotEmpty();
        Matcher matcher = pattern.matcher(bodies.getLast());
        assertThat(matcher.find()).as("%s in %s", pattern, bodies.getLast()).isTrue();
        return matcher.group(1);
    }

    @Override
    public void close() {
        server.stop();
    }
}
