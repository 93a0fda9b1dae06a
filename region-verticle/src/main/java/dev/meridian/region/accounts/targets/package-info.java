/** Where messages reach users. An account's own address and number are targets without anybody's doing. */
@NullMarked
package dev.meridian.region.accounts.targets;

import org.jspecify.annotations.NullMarked;
