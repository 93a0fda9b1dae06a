package dev.meridian.router.proxy;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps repeated requests to a fifth of all requests, so that a struggling network is not finished off by repeats (the
 * retry budget of Finagle). A reserve lets a quiet router repeat too. Safe for use by many threads.
 */
final class RetryBudget {

    private static final int PRICE = 5;
    private static final int MOST = 100 * PRICE;

    private final AtomicInteger balance = new AtomicInteger(MOST);

    /** Called for each request. */
    void deposit() {
        if (balance.get() < MOST) {
            balance.incrementAndGet();
        }
    }

    /** Whether one more repeat is within the budget; takes its price. */
    boolean withdraw() {
        int before = balance.getAndUpdate(present -> present >= PRICE ? present - PRICE : present);
        return before >= PRICE;
    }
}
