/** Name servers are really asked. */
@NullMarked
package dev.meridian.region.dns;

import org.jspecify.annotations.NullMarked;
