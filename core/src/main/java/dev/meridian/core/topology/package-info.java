/**
 * Which nodes exist, where they stand, whether they can be reached and how loaded they are.
 *
 * <p>A node learns of others by their heartbeats on the event plane, by asking peers over the relay, and from what it kept
 * on disk. Of each node the newest counts: of the later start, then of the higher sequence. Whether a node can be reached
 * is for the relay to say, whatever the cluster thinks.
 *
 * <p>Start at {@link dev.meridian.core.topology.Topology}; its implementation is {@link
 * dev.meridian.core.topology.NetworkTopology}, its rules are {@code NodeTable}.
 */
@NullMarked
package dev.meridian.core.topology;

import org.jspecify.annotations.NullMarked;
