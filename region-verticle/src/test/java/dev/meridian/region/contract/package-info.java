/** The contract's operations as data, and how tests walk them. */
@NullMarked
package dev.meridian.region.contract;

import org.jspecify.annotations.NullMarked;
