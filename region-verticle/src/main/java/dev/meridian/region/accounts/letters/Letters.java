package dev.meridian.region.accounts.letters;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.mail.Letter;
import dev.meridian.region.mail.Mailbox;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.projects.settings.ProjectMail;
import dev.meridian.region.projects.settings.ProjectSettings;
import dev.meridian.region.projects.settings.SettingsStore;
import dev.meridian.region.projects.settings.SmtpSettings;
import dev.meridian.region.projects.templates.EmailTemplate;
import dev.meridian.region.projects.templates.EmailTemplates;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/** Writes to users. What a project's mail server says when it takes no mail is not told to them. */
public final class Letters {

    private static final ProblemType DISABLED = new ProblemType("general_smtp_disabled", 503);

    private final SettingsStore settings;
    private final EmailTemplates templates;
    private final ProjectMail mail;

    public Letters(RegionContext region, SettingsStore settings) {
        this.settings = settings;
        this.templates = new EmailTemplates(region);
        this.mail = new ProjectMail(region);
    }

    /**
     * One letter to one user.
     *
     * @param template ID of it
     * @param name of the user; may be empty
     * @param values by the names that the template has for them
     */
    public record Text(String template, String locale, String to, String name, Map<String, String> values) {}

    /** Fails with {@code general_smtp_disabled} where the project has no mail server. */
    public static void require(ProjectSettings rules) {
        if (!rules.smtp().enabled()) {
            throw disabled();
        }
    }

    private static Problem disabled() {
        return Problem.of(DISABLED, "SMTP is disabled for this project. Set up its mail server first");
    }

    /** Succeeds once the project's server has taken it; fails with {@code general_smtp_disabled}. */
    public Future<Void> send(String project, Text text) {
        return settings.of(project)
                .compose(rules -> rules.smtp().enabled()
                        ? Future.all(settings.name(project), templates.inForce(project, text.template(), text.locale()))
                                .compose(both -> mail.send(
                                        project,
                                        rules.smtp(),
                                        letter(rules.smtp(), both.resultAt(1), text, both.resultAt(0))))
                                .recover(failure -> Future.failedFuture(told(failure)))
                        : Future.failedFuture(disabled()));
    }

    private static Letter letter(SmtpSettings smtp, EmailTemplate template, Text text, String project) {
        Map<String, String> values = new HashMap<>(text.values());
        values.put("project", project);
        values.put("user", text.name().isEmpty() ? text.to() : text.name());
        Filling filling = new Filling(values);
        return new Letter(
                mailbox(template, "sender", smtp.sender()),
                mailbox(template, "replyTo", smtp.replyTo()),
                text.to(),
                filling.line(template.subject()),
                filling.html(template.message()));
    }

    /** The template's, as far as it names one. */
    private static Mailbox mailbox(EmailTemplate template, String whose, Mailbox otherwise) {
        String email = template.fields().getString(whose + "Email", "");
        String name = template.fields().getString(whose + "Name", "");
        return new Mailbox(email.isEmpty() ? otherwise.email() : email, name.isEmpty() ? otherwise.name() : name);
    }

    private static Throwable told(Throwable failure) {
        return failure instanceof Problem problem && problem.type().equals(ProjectMail.REFUSED)
                ? Problem.upstream(DISABLED, "The project's mail server does not take mail just now", true, failure)
                : failure;
    }
}
