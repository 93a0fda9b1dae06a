/**
 * Platforms of a project: the web pages and apps that may use it (contract sections 2.7 and 11).
 *
 * <p>{@link dev.meridian.region.platforms.PlatformsFeature} is the door. The pages of web platforms join those that may call,
 * see {@code access/PlatformOrigin}; {@link dev.meridian.region.platforms.Redirects} tells whether a project may send users to
 * a URL.
 */
@NullMarked
package dev.meridian.region.platforms;

import org.jspecify.annotations.NullMarked;
