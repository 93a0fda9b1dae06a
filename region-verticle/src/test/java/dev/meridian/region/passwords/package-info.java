/** Tests of password hashes. */
@NullMarked
package dev.meridian.region.passwords;

import org.jspecify.annotations.NullMarked;
