/** Users' accounts at other providers. */
@NullMarked
package dev.meridian.region.accounts.identities;

import org.jspecify.annotations.NullMarked;
