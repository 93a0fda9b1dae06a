@NullMarked
package dev.meridian.region.projects;

import org.jspecify.annotations.NullMarked;
