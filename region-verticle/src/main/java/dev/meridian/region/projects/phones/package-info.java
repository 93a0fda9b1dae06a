/** Phone numbers of a project's testers, whose codes are known beforehand (contract section 11). */
@NullMarked
package dev.meridian.region.projects.phones;

import org.jspecify.annotations.NullMarked;
