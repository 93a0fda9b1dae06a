/** Shows that objects appear whole or not at all. */
@NullMarked
package dev.meridian.region.storage.objects;

import org.jspecify.annotations.NullMarked;
