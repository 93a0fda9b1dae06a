/** Tests of accounts as they are stored. */
@NullMarked
package dev.meridian.region.accounts.profiles;

import org.jspecify.annotations.NullMarked;
