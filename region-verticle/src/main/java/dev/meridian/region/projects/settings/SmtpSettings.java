package dev.meridian.region.projects.settings;

import dev.meridian.region.mail.Mailbox;
import io.vertx.core.json.JsonObject;

/**
 * The mail server of a project's own. Texts are empty where they are not set.
 *
 * @param port 0 for none
 * @param password sealed
 * @param secure {@code tls} for STARTTLS, {@code ssl} for TLS from the start, empty for neither
 */
public record SmtpSettings(
        boolean enabled,
        String host,
        int port,
        String username,
        String password,
        String secure,
        Mailbox sender,
        Mailbox replyTo) {

    static SmtpSettings of(JsonObject kept) {
        return new SmtpSettings(
                kept.getBoolean("enabled", false),
                kept.getString("host", ""),
                kept.getInteger("port", 0),
                kept.getString("username", ""),
                kept.getString("password", ""),
                kept.getString("secure", ""),
                new Mailbox(kept.getString("senderEmail", ""), kept.getString("senderName", "")),
                new Mailbox(kept.getString("replyToEmail", ""), kept.getString("replyToName", "")));
    }

    /** As it is kept. */
    JsonObject kept() {
        return new JsonObject()
                .put("enabled", enabled)
                .put("host", host)
                .put("port", port)
                .put("username", username)
                .put("password", password)
                .put("secure", secure)
                .put("senderEmail", sender.email())
                .put("senderName", sender.name())
                .put("replyToEmail", replyTo.email())
                .put("replyToName", replyTo.name());
    }

    SmtpSettings withEnabled(boolean changed) {
        return new SmtpSettings(changed, host, port, username, password, secure, sender, replyTo);
    }

    /** Adds it to a project as it is shown: the password never is. */
    void show(JsonObject project) {
        project.put("smtpEnabled", enabled)
                .put("smtpSenderName", sender.name())
                .put("smtpSenderEmail", sender.email())
                .put("smtpReplyToName", replyTo.name())
                .put("smtpReplyToEmail", replyTo.email())
                .put("smtpHost", host)
                .put("smtpPort", port)
                .put("smtpUsername", username)
                .put("smtpPassword", "")
                .put("smtpSecure", secure);
    }
}
