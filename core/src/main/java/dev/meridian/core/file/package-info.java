/**
 * Small files that are replaced whole and never read half: what a node must still know when it starts alone.
 *
 * <p>Start at {@link dev.meridian.core.file.CheckedFile}.
 */
@NullMarked
package dev.meridian.core.file;

import org.jspecify.annotations.NullMarked;
