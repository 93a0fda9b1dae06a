/** Accounts: what is known of a user, how it is stored and what it must be like. Start at {@link dev.meridian.region.accounts.profiles.AccountStore}. */
@NullMarked
package dev.meridian.region.accounts.profiles;

import org.jspecify.annotations.NullMarked;
