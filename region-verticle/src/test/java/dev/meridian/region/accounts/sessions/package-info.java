/** Tests of sessions. */
@NullMarked
package dev.meridian.region.accounts.sessions;

import org.jspecify.annotations.NullMarked;
