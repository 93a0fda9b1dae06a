package dev.meridian.region.messages;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.config.Secret;
import java.util.Optional;

/**
 * The operator's account with Twilio, and how much of it projects may use.
 *
 * @param account its SID; without it, and a token and a number, no text messages are sent
 * @param from the number that messages come from
 * @param url of the API
 * @param most messages of one project in an hour, by one pod
 */
public record TextSettings(String account, Optional<Secret> token, String from, String url, int most) {

    public static TextSettings read(Configuration configuration) {
        return new TextSettings(
                configuration.text("region.texts.twilio.account", ""),
                configuration.secret("region.texts.twilio.token"),
                configuration.text("region.texts.twilio.from", ""),
                configuration.text("region.texts.twilio.url", "https://api.twilio.com"),
                configuration.integer("region.texts.most", 500, 1, 1_000_000));
    }
}
