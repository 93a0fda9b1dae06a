package dev.meridian.edge.cache.store;

/** What lies under the memory tier, as far as that must tell it. Nothing here blocks. */
public interface Beneath {

    /** There is nothing. */
    Beneath NOTHING = new Beneath() {
        @Override
        public boolean isThere() {
            return false;
        }

        @Override
        public void remove(ResourceKey resource) {}
    };

    /** Whether purges have to be remembered until {@link CacheStore#endSweepBeneath}. */
    boolean isThere();

    /** Every variant of a resource is gone from now on, also what is being written. Called under the store's lock. */
    void remove(ResourceKey resource);
}
