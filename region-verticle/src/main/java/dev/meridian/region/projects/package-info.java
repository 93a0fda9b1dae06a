/**
 * Projects: the list that the console keeps, and the home that each has in one region.
 *
 * <p>Start at {@link dev.meridian.region.projects.ProjectsFeature}. Creating one claims its ID in the network first, then
 * makes its home, then lists it; each step may be repeated.
 */
@NullMarked
package dev.meridian.region.projects;

import org.jspecify.annotations.NullMarked;
