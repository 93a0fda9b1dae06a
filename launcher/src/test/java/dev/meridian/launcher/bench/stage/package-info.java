@NullMarked
package dev.meridian.launcher.bench.stage;

import org.jspecify.annotations.NullMarked;
