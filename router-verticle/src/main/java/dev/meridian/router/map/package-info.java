/**
 * The network's map: a page at the router's own {@code /}, and what it shows as JSON: a snapshot at {@code /.meridian/map},
 * its changes as server-sent events at {@code /.meridian/map/changes}.
 *
 * <p>What must hold: nothing is told of a relay address; a stream that is read slowly gets a new snapshot and never a queue;
 * what streams are told is computed once a second for all of them, and not at all while nobody looks. Start at
 * {@link dev.meridian.router.map.NetworkMap}.
 */
@NullMarked
package dev.meridian.router.map;

import org.jspecify.annotations.NullMarked;
