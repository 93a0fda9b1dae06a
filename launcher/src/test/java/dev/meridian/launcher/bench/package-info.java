@NullMarked
package dev.meridian.launcher.bench;

import org.jspecify.annotations.NullMarked;
