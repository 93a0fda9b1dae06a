/**
 * Mail by SMTP, through servers that projects name.
 *
 * <p>{@link dev.meridian.region.mail.Mailer} sends a {@link dev.meridian.region.mail.Letter} through a {@link
 * dev.meridian.region.mail.MailServer}. Each letter has a connection of its own, a deadline, and is either taken by the server
 * or fails with a problem.
 */
@NullMarked
package dev.meridian.region.mail;

import org.jspecify.annotations.NullMarked;
