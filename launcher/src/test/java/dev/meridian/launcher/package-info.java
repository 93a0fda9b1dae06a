/** Tests of the command line, and of the boundaries between modules, which only here are all on one class path. */
@NullMarked
package dev.meridian.launcher;

import org.jspecify.annotations.NullMarked;
