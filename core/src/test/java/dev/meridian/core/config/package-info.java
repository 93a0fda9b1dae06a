/** Tests of the typed configuration. */
@NullMarked
package dev.meridian.core.config;

import org.jspecify.annotations.NullMarked;
