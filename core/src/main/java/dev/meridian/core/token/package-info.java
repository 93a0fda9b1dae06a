/**
 * Signed claims: JSON Web Tokens with HS256 (RFC 7519, RFC 7515).
 *
 * <p>Start at {@link dev.meridian.core.token.SigningKey}.
 */
@NullMarked
package dev.meridian.core.token;

import org.jspecify.annotations.NullMarked;
