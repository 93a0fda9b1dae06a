@NullMarked
package dev.meridian.edge;

import org.jspecify.annotations.NullMarked;
