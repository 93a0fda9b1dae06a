@NullMarked
package dev.meridian.launcher.ca;

import org.jspecify.annotations.NullMarked;
