/** Tests of what policies permit, and of how acts are counted. */
@NullMarked
package dev.meridian.core.residency;

import org.jspecify.annotations.NullMarked;
