/** Tests of the development network's plan. */
@NullMarked
package dev.meridian.launcher.dev;

import org.jspecify.annotations.NullMarked;
