@NullMarked
package dev.meridian.region.messages;

import org.jspecify.annotations.NullMarked;
