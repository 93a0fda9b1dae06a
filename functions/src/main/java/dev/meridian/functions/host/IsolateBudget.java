package dev.meridian.functions.host;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts open isolates; beyond the limit the tenant that was idle for longest is asked to close its own. */
final class IsolateBudget {

    private final int limit;
    private final Map<Integer, Tenant> tenants;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong opened = new AtomicLong();

    IsolateBudget(int limit, Map<Integer, Tenant> tenants) {
        this.limit = limit;
        this.tenants = tenants;
    }

    int open() {
        return open.get();
    }

    long opened() {
        return opened.get();
    }

    void opening() {
        opened.incrementAndGet();
        if (open.incrementAndGet() > limit) {
            tenants.values().stream()
                    .filter(Tenant::isIdle)
                    .min(Comparator.comparingLong(Tenant::lastUsedNanos))
                    .ifPresent(idle -> idle.post(new Work.Close()));
        }
    }

    void closed() {
        open.decrementAndGet();
    }
}
