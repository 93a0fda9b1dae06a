/** Console sessions across regions: the console's region answers, the others ask. */
@NullMarked
package dev.meridian.region.console;

import org.jspecify.annotations.NullMarked;
