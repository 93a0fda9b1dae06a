/**
 * How nodes fare: failures, load and age, turned into conditions that the planner goes by. What is decided here changes
 * slowly and in steps (hysteresis), so that clients are not sent to and fro. Start at
 * {@link dev.meridian.router.health.Conditions}.
 */
@NullMarked
package dev.meridian.router.health;

import org.jspecify.annotations.NullMarked;
