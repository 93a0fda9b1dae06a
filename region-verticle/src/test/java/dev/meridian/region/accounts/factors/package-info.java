/** Tests of factors. */
@NullMarked
package dev.meridian.region.accounts.factors;

import org.jspecify.annotations.NullMarked;
