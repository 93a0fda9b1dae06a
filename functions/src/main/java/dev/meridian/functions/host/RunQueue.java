package dev.meridian.functions.host;

import java.util.concurrent.LinkedBlockingQueue;

/**
 * Tenants with work, first come first served. A tenant stands in it at most once and goes to the end after each turn,
 * so that no one's load keeps another waiting longer than one turn per tenant.
 */
final class RunQueue {

    private final LinkedBlockingQueue<Tenant> waiting = new LinkedBlockingQueue<>();

    void add(Tenant tenant) {
        waiting.add(tenant);
    }

    Tenant take() throws InterruptedException {
        return waiting.take();
    }
}
