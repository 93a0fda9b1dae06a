/** Tests of names that are unique in the network. */
@NullMarked
package dev.meridian.region.names;

import org.jspecify.annotations.NullMarked;
