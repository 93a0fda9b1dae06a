@NullMarked
package dev.meridian.edge.artefacts;

import org.jspecify.annotations.NullMarked;
