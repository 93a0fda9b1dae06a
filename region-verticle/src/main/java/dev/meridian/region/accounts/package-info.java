/** The users of a project: accounts, passwords and sessions (contract section 6). */
@NullMarked
package dev.meridian.region.accounts;

import org.jspecify.annotations.NullMarked;
