/** Tests of how a node is put together. */
@NullMarked
package dev.meridian.launcher.wiring;

import org.jspecify.annotations.NullMarked;
