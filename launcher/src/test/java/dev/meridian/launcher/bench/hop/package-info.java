@NullMarked
package dev.meridian.launcher.bench.hop;

import org.jspecify.annotations.NullMarked;
