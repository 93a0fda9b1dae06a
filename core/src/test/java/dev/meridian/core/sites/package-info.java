@NullMarked
package dev.meridian.core.sites;

import org.jspecify.annotations.NullMarked;
