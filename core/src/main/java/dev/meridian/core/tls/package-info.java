/**
 * TLS at the public door: certificates from a folder, chosen by the name that a client asks for (RFC 6066 section 3), and
 * exchanged while connections go on.
 *
 * <p>Start at {@link dev.meridian.core.tls.Certificates}.
 */
@NullMarked
package dev.meridian.core.tls;

import org.jspecify.annotations.NullMarked;
