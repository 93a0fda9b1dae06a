/** Tests of {@code meridian domain}. */
@NullMarked
package dev.meridian.launcher.domain;

import org.jspecify.annotations.NullMarked;
