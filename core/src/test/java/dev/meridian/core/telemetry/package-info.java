@NullMarked
package dev.meridian.core.telemetry;

import org.jspecify.annotations.NullMarked;
