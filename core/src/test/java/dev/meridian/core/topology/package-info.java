/** Shows how nodes learn of one another: heartbeats, asking, and what was kept. */
@NullMarked
package dev.meridian.core.topology;

import org.jspecify.annotations.NullMarked;
