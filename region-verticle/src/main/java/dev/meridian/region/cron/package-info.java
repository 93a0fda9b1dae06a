/**
 * When schedules are due. Pure: knows neither Vert.x nor the database.
 *
 * <p>Start at {@link dev.meridian.region.cron.CronExpression}.
 */
@NullMarked
package dev.meridian.region.cron;

import org.jspecify.annotations.NullMarked;
