/** Callers of functions, for the tests of every kind of node. */
@NullMarked
package dev.meridian.core.invoke;

import org.jspecify.annotations.NullMarked;
