@NullMarked
package dev.meridian.region.cron;

import org.jspecify.annotations.NullMarked;
