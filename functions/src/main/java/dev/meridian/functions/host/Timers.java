package dev.meridian.functions.host;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread that leaves due timers as work with their tenants. */
final class Timers {

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("timers").factory());

    Timers() {
        executor.setRemoveOnCancelPolicy(true);
    }

    Future<?> schedule(long milliseconds, Tenant tenant, Work.Fire work) {
        return executor.schedule(() -> tenant.post(work), milliseconds, TimeUnit.MILLISECONDS);
    }
}
