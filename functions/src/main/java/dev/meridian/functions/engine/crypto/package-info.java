/**
 * What the Web Cryptography API computes, on the Java platform's own providers. Nothing is kept between two calls.
 *
 * <p>Start at {@link dev.meridian.functions.engine.crypto.WebCrypto}.
 */
@NullMarked
package dev.meridian.functions.engine.crypto;

import org.jspecify.annotations.NullMarked;
