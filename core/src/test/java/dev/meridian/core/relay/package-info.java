/** Tests of the relay between real doors on the loopback interface. */
@NullMarked
package dev.meridian.core.relay;

import org.jspecify.annotations.NullMarked;
