package dev.meridian.functions.host;

import dev.meridian.functions.wire.FlightRecorder;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A thread that runs script, one tenant's turn after another. Platform threads only: V8 needs their deep stacks. */
final class Lane {

    private static final int DISOBEYED = 75;
    private static final long STACK_BYTES = 8L << 20;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final int slot;
    private final FlightRecorder recorder;
    private final RunQueue queue;
    private final Thread thread;
    private volatile @Nullable Entry entry;
    private volatile long enteredCpuNanos;

    Lane(int slot, FlightRecorder recorder, RunQueue queue) {
        this.slot = slot;
        this.recorder = recorder;
        this.queue = queue;
        thread = Thread.ofPlatform()
                .daemon()
                .name("lane-" + slot)
                .stackSize(STACK_BYTES)
                .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Marks that script of {@code launch} runs in this lane from now on, under the bounds of {@code next}. */
    void enter(int launch, Entry next) {
        recorder.enter(slot, launch, next.startedNanos());
        enteredCpuNanos = THREADS.getCurrentThreadCpuTime();
        entry = next;
    }

    /** Marks that script is left; the answer is the CPU time it took. */
    long leave() {
        entry = null;
        recorder.leave(slot);
        return THREADS.getCurrentThreadCpuTime() - enteredCpuNanos;
    }

    /** Called by the watchdog: holds the running script to its limits. */
    void enforce(long nowNanos) {
        Entry running = entry;
        if (running == null) {
            return;
        }
        long cpuNanos = THREADS.getThreadCpuTime(thread.threadId()) - enteredCpuNanos;
        if (running == entry) {
            running.enforce(nowNanos, cpuNanos);
            if (running.disobeys(nowNanos)) {
                System.err.println("Script in lane " + slot + " cannot be stopped; the host gives itself up.");
                Runtime.getRuntime().halt(DISOBEYED);
            }
        }
    }

    /** The entry that script is in just now, if any. Any thread. */
    Optional<Entry> running() {
        return Optional.ofNullable(entry);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Tenant tenant = queue.take();
                if (tenant.turn(this)) {
                    queue.add(tenant);
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (Throwable broken) {
            System.err.println("A lane broke; the host cannot go on: " + broken);
            Runtime.getRuntime().halt(1);
        }
    }
}
