/**
 * Typed configuration from a file, the environment and flags; an unknown key stops the start.
 *
 * <p>Start at {@link dev.meridian.core.config.Configuration}. Each concern has one record that reads its keys and refuses
 * bad values by name.
 */
@NullMarked
package dev.meridian.core.config;

import org.jspecify.annotations.NullMarked;
