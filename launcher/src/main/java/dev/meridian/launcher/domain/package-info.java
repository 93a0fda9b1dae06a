/** {@code meridian domain}: what is wrong with a domain of a project. */
@NullMarked
package dev.meridian.launcher.domain;

import org.jspecify.annotations.NullMarked;
