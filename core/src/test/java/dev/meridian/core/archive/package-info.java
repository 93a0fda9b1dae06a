/** Shows that archives from outside cannot write astray, cost too much or leave anything behind. */
@NullMarked
package dev.meridian.core.archive;

import org.jspecify.annotations.NullMarked;
