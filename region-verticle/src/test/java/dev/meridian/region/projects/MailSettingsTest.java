package dev.meridian.region.projects;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static dev.meridian.region.projects.ProjectStage.set;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonObject;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A project's own mail server, which is a real one here, and its templates. */
final class MailSettingsTest {

    private static final String TEMPLATES = "/v1/project/templates/email";
    private static final GreenMail MAIL = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));

    @RegisterExtension
    static final DatabasesStage stage = ProjectStage.open();

    @BeforeAll
    static void openMailServer() {
        MAIL.start();
        MAIL.setUser("postmaster@example.org", "postmaster", "let me in");
    }

    @AfterAll
    static void closeMailServer() {
        MAIL.stop();
    }

    @Test
    void aTestMailGoesThroughTheProjectsServer() throws MessagingException {
        set(stage, "smtp", "host", "127.0.0.1", "port", port(), "username", "postmaster", "password", "let me in");
        set(
                stage,
                "smtp",
                "senderEmail",
                "shop@example.org",
                "senderName",
                "Müllers \"Shop\"",
                "replyToEmail",
                "a@b.example");

        Reply sent = stage.call(
                "POST", "/v1/project/smtp/tests", object("emails", array("one@example.org", "two@example.org")));

        assertThat(sent.status()).as(sent.text()).isEqualTo(204);
        MimeMessage[] received = MAIL.getReceivedMessages();
        assertThat(received).hasSize(2);
        assertThat(received[0].getFrom()[0].toString()).contains("shop@example.org");
        assertThat(received[0].getReplyTo()[0].toString()).contains("a@b.example");
        assertThat(GreenMailUtil.getBody(received[0])).contains("It works");
    }

    @Test
    void thePasswordIsSealedAndNeverShown() {
        JsonObject project = set(stage, "smtp", "password", "let me in", "enabled", false);

        assertThat(project.getString("smtpPassword")).isEmpty();
        assertThat(stage.get("/v1/project").text()).doesNotContain("let me in");
        assertThat(stage.ask("select smtp::text from meridian.project_settings where project_id = 'p1'"))
                .singleElement()
                .asString()
                .contains("sealed1.")
                .doesNotContain("let me in");
    }

    @Test
    void aServerThatDoesNotAnswerIsNotTurnedOn() {
        Reply refused = stage.call(
                "PATCH",
                "/v1/project/smtp",
                object("host", "127.0.0.1", "port", 1, "senderEmail", "x@example.org", "enabled", true));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.type()).isEqualTo("project_smtp_config_invalid");
    }

    @Test
    void aHeaderOfSeveralLinesIsRefused() {
        for (String field : new String[] {"senderName", "replyToName", "username", "senderEmail", "host"}) {
            assertThat(stage.call("PATCH", "/v1/project/smtp", object(field, "a\r\nBcc: x@example.org"))
                            .type())
                    .as(field)
                    .isEqualTo("general_argument_invalid");
        }
        assertThat(stage.call(
                                "PATCH",
                                TEMPLATES,
                                object("templateId", "recovery", "subject", "a\r\nBcc: x@example.org"))
                        .type())
                .isEqualTo("general_argument_invalid");
    }

    @Test
    void aTemplateIsOursUntilTheProjectSetsIt() {
        JsonObject ours = stage.get(TEMPLATES + "/otpSession?locale=de").json();
        assertThat(ours.getString("subject")).contains("{{project}}");
        assertThat(ours.getString("locale")).isEqualTo("de");
        assertThat(stage.get(TEMPLATES).json().getInteger("total")).isZero();

        stage.call("PATCH", TEMPLATES, object("templateId", "otpSession", "locale", "de", "subject", "Dein Code"));
        JsonObject set = stage.call(
                        "PATCH", TEMPLATES, object("templateId", "otpSession", "locale", "de", "senderName", "Laden"))
                .json();

        assertThat(set.getString("subject")).isEqualTo("Dein Code");
        assertThat(set.getString("senderName")).isEqualTo("Laden");
        assertThat(set.getString("message")).isEqualTo(ours.getString("message"));
        assertThat(stage.get(TEMPLATES + "/otpSession").json().getString("subject"))
                .isEqualTo(ours.getString("subject"));
        assertThat(stage.get(TEMPLATES).json().getJsonArray("templates")).containsExactly(set);
    }

    private static int port() {
        return MAIL.getSmtp().getPort();
    }
}
