/** Tests of users and their accounts. */
@NullMarked
package dev.meridian.region.accounts;

import org.jspecify.annotations.NullMarked;
