package dev.meridian.region.projects.settings;

import static io.vertx.core.Future.await;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.mail.Letter;
import dev.meridian.region.mail.Mailbox;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A project's own mail server over HTTP; for keys and administrators. */
final class SmtpRoutes {

    private static final int MOST_TEXT = 256;
    private static final int MOST_EMAILS = 10;
    private static final Pattern HOST =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,62})(\\.[a-z0-9]([a-z0-9-]{0,62}))*\\.?|[0-9a-f:]{2,45}");

    private final SettingsStore settings;
    private final ProjectMail mail;

    SmtpRoutes(SettingsStore settings, ProjectMail mail) {
        this.settings = settings;
        this.mail = mail;
    }

    void declare(Routes routes) {
        routes.patch("/v1/project/smtp")
                .alias("/v1/projects/{projectId}/smtp")
                .scope("project.write")
                .workflow(this::update);
        routes.post("/v1/project/smtp/tests")
                .alias("/v1/projects/{projectId}/smtp/tests")
                .scope("project.write")
                .workflow(this::test);
    }

    /**
     * Keeps what is not named. Where the request does not say whether it is on, it is if the server answers; where it is on,
     * the server must.
     */
    private ApiReply update(ApiRequest request) {
        Parameters parameters = request.parameters();
        String project = request.project();
        SmtpSettings asked = changed(await(settings.of(project)).smtp(), parameters, project);
        Optional<Boolean> enabled = parameters.optionalFlag("enabled");
        SmtpSettings merged = asked.withEnabled(enabled.orElse(asked.enabled()));
        if (merged.enabled()) {
            checkWhole(merged);
        }
        boolean isOn = enabled.orElse(true) && isAnswered(project, merged);
        SmtpSettings kept = merged.withEnabled(isOn);
        await(settings.change(project, known -> known.withSmtp(kept)));
        return ApiReply.json(200, await(settings.model(project)));
    }

    private boolean isAnswered(String project, SmtpSettings smtp) {
        boolean isWhole = !smtp.host().isEmpty()
                && smtp.port() > 0
                && !smtp.sender().email().isEmpty();
        return isWhole
                && await(mail.greet(project, smtp)
                        .map(true)
                        .recover(failure ->
                                smtp.enabled() ? Future.failedFuture(failure) : Future.succeededFuture(false)));
    }

    private static void checkWhole(SmtpSettings smtp) {
        if (smtp.host().isEmpty()) {
            throw Invalid.missing("host");
        }
        if (smtp.port() == 0) {
            throw Invalid.missing("port");
        }
        if (smtp.sender().email().isEmpty()) {
            throw Invalid.missing("senderEmail");
        }
    }

    private SmtpSettings changed(SmtpSettings known, Parameters parameters, String project) {
        return new SmtpSettings(
                known.enabled(),
                host(parameters).orElse(known.host()),
                parameters.integer("port", 1, 65_535).map(Long::intValue).orElse(known.port()),
                line(parameters, "username").orElse(known.username()),
                parameters
                        .optionalText("password", MOST_TEXT)
                        .map(password -> mail.sealed(project, password))
                        .orElse(known.password()),
                parameters.oneOf("secure", List.of("tls", "ssl", "")).orElse(known.secure()),
                new Mailbox(
                        email(parameters, "senderEmail").orElse(known.sender().email()),
                        line(parameters, "senderName").orElse(known.sender().name())),
                new Mailbox(
                        email(parameters, "replyToEmail").orElse(known.replyTo().email()),
                        line(parameters, "replyToName").orElse(known.replyTo().name())));
    }

    private static Optional<String> host(Parameters parameters) {
        return parameters.optionalText("host", MOST_TEXT).map(host -> {
            if (!HOST.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
                throw Invalid.parameter("host", "Value must be a valid hostname without scheme, port and path");
            }
            return host;
        });
    }

    private static Optional<String> line(Parameters parameters, String name) {
        return parameters.optionalText(name, MOST_TEXT).map(text -> {
            if (!Mailbox.isLine(text)) {
                throw Invalid.parameter(name, "Value must be text of one line");
            }
            return text;
        });
    }

    private static Optional<String> email(Parameters parameters, String name) {
        return parameters.optionalText(name, MOST_TEXT).map(text -> {
            if (!text.isEmpty() && !Mailbox.isEmail(text)) {
                throw Invalid.parameter(name, "Value must be a valid email address");
            }
            return text;
        });
    }

    private ApiReply test(ApiRequest request) {
        List<String> emails =
                request.parameters().texts("emails", MOST_EMAILS, 254).orElseThrow(() -> Invalid.missing("emails"));
        if (emails.isEmpty() || !emails.stream().allMatch(Mailbox::isEmail)) {
            throw Invalid.parameter("emails", "Value must be an array of 1 to 10 valid email addresses");
        }
        SmtpSettings smtp = await(settings.of(request.project())).smtp();
        if (!smtp.enabled()) {
            throw Invalid.parameter("emails", "SMTP must be enabled on the project to send a test email");
        }
        await(Future.all(emails.stream()
                .distinct()
                .map(email -> mail.send(request.project(), smtp, letter(smtp, email)))
                .toList()));
        return ApiReply.empty();
    }

    private static Letter letter(SmtpSettings smtp, String to) {
        return new Letter(
                smtp.sender(),
                smtp.replyTo(),
                to,
                "A test of your mail server",
                "<p>Hello,</p><p>this message was sent to try the mail server of your project. It works.</p>");
    }
}
