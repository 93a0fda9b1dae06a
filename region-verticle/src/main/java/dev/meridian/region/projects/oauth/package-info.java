/**
 * The providers by which a project's users may log in (contract section 11): one table of what there is, and what a project has
 * set for each.
 *
 * <p>{@link dev.meridian.region.projects.oauth.Providers#credentials} is what a log-in by a provider needs.
 */
@NullMarked
package dev.meridian.region.projects.oauth;

import org.jspecify.annotations.NullMarked;
