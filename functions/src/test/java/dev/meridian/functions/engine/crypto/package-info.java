/** Tests of the cryptography that functions have. */
@NullMarked
package dev.meridian.functions.engine.crypto;

import org.jspecify.annotations.NullMarked;
