/** Tests of purges apart from what hears them. */
@NullMarked
package dev.meridian.edge.purge;

import org.jspecify.annotations.NullMarked;
