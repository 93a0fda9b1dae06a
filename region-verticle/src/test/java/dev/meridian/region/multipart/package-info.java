/** Shows that forms are read alike however they arrive, and that bad ones are refused. */
@NullMarked
package dev.meridian.region.multipart;

import org.jspecify.annotations.NullMarked;
