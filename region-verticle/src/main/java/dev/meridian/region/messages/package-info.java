/**
 * Text messages to phones, through whoever the operator has an account with.
 *
 * <p>{@link dev.meridian.region.messages.TextSender} is the seam; {@link dev.meridian.region.messages.Twilio} stands behind it.
 */
@NullMarked
package dev.meridian.region.messages;

import org.jspecify.annotations.NullMarked;
