@NullMarked
package dev.meridian.launcher.bench.databases;

import org.jspecify.annotations.NullMarked;
