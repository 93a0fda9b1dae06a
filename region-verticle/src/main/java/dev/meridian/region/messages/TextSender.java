package dev.meridian.region.messages;

import io.vertx.core.Future;

/** Sends text messages to phones. */
public interface TextSender {

    /**
     * Succeeds once the message has been taken; fails with {@code general_phone_disabled}.
     *
     * @param number in the form of E.164, with a plus sign
     */
    Future<Void> send(String number, String text);
}
