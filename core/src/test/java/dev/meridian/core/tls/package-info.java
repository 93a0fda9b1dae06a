/** Certificates at real doors. */
@NullMarked
package dev.meridian.core.tls;

import org.jspecify.annotations.NullMarked;
