/** Shows the registry mirror against a small real region: listing, watching, losing and keeping. */
@NullMarked
package dev.meridian.core.registry;

import org.jspecify.annotations.NullMarked;
