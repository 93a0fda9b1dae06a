/** Tests of the proxy service. */
@NullMarked
package dev.meridian.region.proxy;

import org.jspecify.annotations.NullMarked;
