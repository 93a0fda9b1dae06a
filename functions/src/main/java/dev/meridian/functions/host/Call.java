package dev.meridian.functions.host;

import dev.meridian.functions.wire.Ending;
import dev.meridian.functions.wire.Message;
import dev.meridian.functions.wire.Message.Account;
import dev.meridian.functions.wire.Message.Bounds;
import dev.meridian.functions.wire.Message.Request;
import dev.meridian.functions.wire.Message.Response;

/** One call while the host has it: what it asked, what it wrote, what it used. Touched by its tenant's lane only. */
final class Call {

    /** The longest line that is kept, in characters (wire contract 8.3). */
    private static final int LINE_LIMIT = 8_000;

    private static final String LOG_LIMIT_NOTICE = "The log limit is reached; what follows is dropped.";

    private final Message.Invoke invoke;
    private final long receivedNanos;
    private final long deadlineNanos;
    private final StringBuilder logs = new StringBuilder(0);
    private final StringBuilder errors = new StringBuilder(0);
    private long cpuNanos;
    private long allowedNanos;
    private boolean coldStart;
    private boolean isLogFull;

    Call(Message.Invoke invoke, long nowNanos) {
        this.invoke = invoke;
        receivedNanos = nowNanos;
        deadlineNanos = nowNanos + invoke.wallNanos();
    }

    /** The node's number of it. */
    long number() {
        return invoke.call();
    }

    Request request() {
        return invoke.request();
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    boolean isOverdue(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    long cpuNanos() {
        return cpuNanos;
    }

    /** CPU time that it may still take. */
    long remainingCpuNanos(Bounds bounds) {
        return bounds.cpuNanos() + allowedNanos - cpuNanos;
    }

    /** Gives it CPU time beyond its launch's bound, for what is not its own doing. */
    void allow(long nanos) {
        allowedNanos = nanos;
    }

    void used(long nanos) {
        cpuNanos += nanos;
    }

    void startedCold() {
        coldStart = true;
    }

    void write(boolean isError, String line, Bounds bounds) {
        if (!bounds.isLogging() || isLogFull) {
            return;
        }
        StringBuilder target = isError ? errors : logs;
        String cut = line.length() > LINE_LIMIT ? line.substring(0, LINE_LIMIT) : line;
        if (logs.length() + errors.length() + cut.length() > bounds.logBytes()) {
            isLogFull = true;
            append(target, LOG_LIMIT_NOTICE);
        } else {
            append(target, cut);
        }
    }

    Message.Result completed(Response response) {
        return new Message.Result(invoke.call(), Ending.COMPLETED, response, "", account());
    }

    Message.Result failed(Ending ending, String message) {
        return new Message.Result(invoke.call(), ending, Response.NONE, message, account());
    }

    private Account account() {
        long duration = System.nanoTime() - receivedNanos;
        return new Account(logs.toString(), errors.toString(), duration, cpuNanos, coldStart);
    }

    private static void append(StringBuilder lines, String line) {
        if (!lines.isEmpty()) {
            lines.append('\n');
        }
        lines.append(line);
    }
}
