/** Asks a network's API on behalf of a command: where it is, for which project, with which key. */
@NullMarked
package dev.meridian.launcher.api;

import org.jspecify.annotations.NullMarked;
