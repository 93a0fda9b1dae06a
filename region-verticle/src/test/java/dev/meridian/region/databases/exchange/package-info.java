/** Tables as files. */
@NullMarked
package dev.meridian.region.databases.exchange;

import org.jspecify.annotations.NullMarked;
