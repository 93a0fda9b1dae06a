@NullMarked
package dev.meridian.launcher.bench.cache;

import org.jspecify.annotations.NullMarked;
