/** Logins and what stands for them: sessions and tokens. Of their secrets only hashes are kept. */
@NullMarked
package dev.meridian.region.accounts.sessions;

import org.jspecify.annotations.NullMarked;
