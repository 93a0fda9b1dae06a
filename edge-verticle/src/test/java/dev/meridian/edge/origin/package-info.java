@NullMarked
package dev.meridian.edge.origin;

import org.jspecify.annotations.NullMarked;
