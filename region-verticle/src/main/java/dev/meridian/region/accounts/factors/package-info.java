/** Second factors: authenticator apps and recovery codes, kept sealed. No code counts twice. */
@NullMarked
package dev.meridian.region.accounts.factors;

import org.jspecify.annotations.NullMarked;
