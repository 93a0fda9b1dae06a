/** Tests of {@link dev.meridian.core.path}. */
@NullMarked
package dev.meridian.core.path;

import org.jspecify.annotations.NullMarked;
