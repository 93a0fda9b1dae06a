package dev.meridian.core.path;

/**
 * A node through which another could be reached.
 *
 * @param costNanos what a round trip is expected to take, from what both links were measured at
 */
public record Candidate(String node, long costNanos) {}
