@NullMarked
package dev.meridian.region.permissions;

import org.jspecify.annotations.NullMarked;
