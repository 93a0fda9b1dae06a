/** Teams and who belongs to them (contract section 6.5). */
@NullMarked
package dev.meridian.region.teams;

import org.jspecify.annotations.NullMarked;
