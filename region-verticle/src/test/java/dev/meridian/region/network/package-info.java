@NullMarked
package dev.meridian.region.network;

import org.jspecify.annotations.NullMarked;
