package dev.meridian.functions.worker;

import dev.meridian.functions.Launch;
import dev.meridian.functions.PendingCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** The workers of one launch, and the calls that wait for one of them. Confined to the pool's context. */
final class Crew {

    private static final long FIRST_BACKOFF_NANOS = 200_000_000L;
    private static final int MAXIMUM_DOUBLINGS = 7;
    private static final int GIVE_UP_STARTS = 3;

    private final Launch launch;
    private final HeavyRuntime runtime;
    private final List<Worker> workers = new ArrayList<>();
    private final Queue<PendingCall> waiting = new ArrayDeque<>();
    private int deaths;
    private int failedStarts;
    private long notBeforeNanos;

    Crew(Launch launch, HeavyRuntime runtime, long nowNanos) {
        this.launch = launch;
        this.runtime = runtime;
        notBeforeNanos = nowNanos;
    }

    Launch launch() {
        return launch;
    }

    HeavyRuntime runtime() {
        return runtime;
    }

    List<Worker> workers() {
        return workers;
    }

    Queue<PendingCall> waiting() {
        return waiting;
    }

    List<PendingCall> takeWaiting() {
        List<PendingCall> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }

    List<PendingCall> takeOverdue(long nowNanos) {
        List<PendingCall> overdue = waiting.stream()
                .filter(call -> call.remainingNanos(nowNanos) <= 0)
                .toList();
        waiting.removeAll(overdue);
        return overdue;
    }

    /** The worker with the fewest calls, of those that take one more. */
    Optional<Worker> free(int callsEach) {
        return workers.stream()
                .filter(worker -> worker.takes(callsEach))
                .min(Comparator.comparingInt(worker -> worker.calls().size()));
    }

    boolean isStarting() {
        return workers.stream().anyMatch(Worker::isStarting);
    }

    /** Whether another process would be of use: calls wait, or every process has several. */
    boolean isBusy(int callsEach) {
        return !waiting.isEmpty()
                || (!workers.isEmpty()
                        && workers.stream().allMatch(worker -> worker.calls().size() >= Math.max(2, callsEach / 4)));
    }

    boolean mayStart(long nowNanos, int most) {
        return !isStarting() && workers.size() < most && nowNanos - notBeforeNanos >= 0;
    }

    /** A worker died of itself: the next is started later, and each time later still. */
    void mourn(Worker worker, long nowNanos) {
        failedStarts = worker.isConnected() ? 0 : failedStarts + 1;
        notBeforeNanos = nowNanos + (FIRST_BACKOFF_NANOS << Math.min(deaths, MAXIMUM_DOUBLINGS));
        deaths++;
    }

    /** Whether to wait for a process is in vain. */
    boolean isHopeless() {
        return failedStarts >= GIVE_UP_STARTS;
    }

    void giveUp() {
        failedStarts = 0;
    }

    /** A call was answered: what died before is forgiven. */
    void thrive() {
        deaths = 0;
    }

    /** Whether nothing would be lost with it; how long to wait for a process would. */
    boolean isEmpty(long nowNanos) {
        return workers.isEmpty() && waiting.isEmpty() && nowNanos - notBeforeNanos >= 0;
    }
}
