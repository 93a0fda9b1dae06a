/**
 * A project's own settings (contract section 11): policies, ways to log in, services and protocols, labels.
 *
 * <p>{@link dev.meridian.region.projects.settings.SettingsStore} reads them where they hold: one row of the project's home
 * region, so that a change holds at once on every node. {@link dev.meridian.region.projects.settings.ProjectSettings} is what
 * others read; {@link dev.meridian.region.projects.settings.SettingsFeature} is the door.
 */
@NullMarked
package dev.meridian.region.projects.settings;

import org.jspecify.annotations.NullMarked;
