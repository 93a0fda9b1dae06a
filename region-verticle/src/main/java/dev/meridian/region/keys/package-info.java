/** API keys of a project: made, listed, withdrawn (contract section 4). */
@NullMarked
package dev.meridian.region.keys;

import org.jspecify.annotations.NullMarked;
