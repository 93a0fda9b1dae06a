/** Shows the event plane over real members on loopback: delivery, claims, loss and return. */
@NullMarked
package dev.meridian.core.cluster;

import org.jspecify.annotations.NullMarked;
