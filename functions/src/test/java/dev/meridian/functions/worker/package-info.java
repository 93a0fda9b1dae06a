/** Light functions as a node sees them: real host processes, real scripts. */
@NullMarked
package dev.meridian.functions.worker;

import org.jspecify.annotations.NullMarked;
