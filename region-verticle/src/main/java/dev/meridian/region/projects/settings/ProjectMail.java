package dev.meridian.region.projects.settings;

import dev.meridian.core.net.AddressGuard;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.mail.Letter;
import dev.meridian.region.mail.MailServer;
import dev.meridian.region.mail.Mailer;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.sealing.Sealer;
import io.vertx.core.Future;

/** Mail through the server that a project names. The password is opened for no longer than that takes. */
public final class ProjectMail {

    /** See {@link Mailer#REFUSED}. */
    public static final ProblemType REFUSED = Mailer.REFUSED;

    private final Mailer mailer;
    private final Sealer sealer;

    public ProjectMail(RegionContext region) {
        this.mailer = new Mailer(
                region.node().vertx(),
                new AddressGuard(region.node().vertx(), region.settings().mailsPrivate()),
                region.node().settings().domains().api());
        this.sealer = region.sealer();
    }

    /** Succeeds once the server has taken the letter; fails with {@code project_smtp_config_invalid}. */
    public Future<Void> send(String project, SmtpSettings smtp, Letter letter) {
        return mailer.send(server(project, smtp), letter);
    }

    /** Succeeds if the server answers; fails with {@code project_smtp_config_invalid}. */
    Future<Void> greet(String project, SmtpSettings smtp) {
        return mailer.greet(server(project, smtp));
    }

    /** A password as it is kept; an empty one stays empty. */
    String sealed(String project, String password) {
        if (!password.isEmpty() && !sealer.isAvailable()) {
            throw Invalid.parameter(
                    "password", "No secret is kept here until the operator sets region.encryption.keys");
        }
        return password.isEmpty() ? "" : sealer.seal(password, place(project));
    }

    private MailServer server(String project, SmtpSettings smtp) {
        String password = smtp.password().isEmpty() ? "" : sealer.open(smtp.password(), place(project));
        return new MailServer(smtp.host(), smtp.port(), smtp.secure(), smtp.username(), password);
    }

    private static String place(String project) {
        return "smtp/" + project;
    }
}
