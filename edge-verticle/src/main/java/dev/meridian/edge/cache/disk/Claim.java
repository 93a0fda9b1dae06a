package dev.meridian.edge.cache.disk;

/** A write under way, so that a removal can reach it. Guarded by the shard of its hash. */
final class Claim {

    final long hash;
    final long owner;
    boolean outdated;

    Claim(long hash, long owner) {
        this.hash = hash;
        this.owner = owner;
    }
}
