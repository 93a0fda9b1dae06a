@NullMarked
package dev.meridian.launcher.bench.functions;

import org.jspecify.annotations.NullMarked;
