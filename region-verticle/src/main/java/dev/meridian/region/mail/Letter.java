package dev.meridian.region.mail;

/**
 * What is sent to one address.
 *
 * @param replyTo with an empty address for none
 * @param html HTML text, of which no part comes from elsewhere unescaped
 */
public record Letter(Mailbox from, Mailbox replyTo, String to, String subject, String html) {}
