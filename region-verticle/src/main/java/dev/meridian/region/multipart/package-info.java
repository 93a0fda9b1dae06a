/**
 * Reads {@code multipart/form-data} bodies (RFC 7578) while they arrive: text fields are kept, the one file part streams
 * on into a sink.
 *
 * <p>What must hold: no part of a file is kept longer than until the sink takes it; the body is paused while the sink is
 * full; what a body may cost is bounded by {@link dev.meridian.region.multipart.FormLimits}; a malformed body is a 400 of
 * the contract. {@link dev.meridian.region.multipart.MultipartParser} is the format, fed bytes and giving events;
 * {@link dev.meridian.region.multipart.MultipartReader} is the flow. Start at the reader.
 */
@NullMarked
package dev.meridian.region.multipart;

import org.jspecify.annotations.NullMarked;
