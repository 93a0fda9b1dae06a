package dev.meridian.functions.host;

import dev.meridian.functions.engine.Settlement;
import dev.meridian.functions.wire.Ending;
import dev.meridian.functions.wire.FrameWriter;
import dev.meridian.functions.wire.Message;
import dev.meridian.functions.wire.Message.Bounds;
import dev.meridian.functions.wire.Message.Response;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Stream;

/**
 * A tenant's calls: those that wait, those that are in the isolate under a number each, and the result that every one of
 * them comes to. Touched only by the lane that has the tenant's turn.
 */
final class Roster {

    private final Bounds bounds;
    private final FrameWriter results;
    private final Map<Integer, Call> running = new HashMap<>();
    private final Queue<Call> waiting = new ArrayDeque<>();
    private int lastNumber;

    /** @param results where what became of calls is written */
    Roster(Bounds bounds, FrameWriter results) {
        this.bounds = bounds;
        this.results = results;
    }

    boolean hasRunning() {
        return !running.isEmpty();
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    void add(Call call) {
        waiting.add(call);
    }

    /** The call that waits longest. */
    Optional<Call> first() {
        return Optional.ofNullable(waiting.peek());
    }

    Call takeFirst() {
        return waiting.remove();
    }

    void waitingStartCold() {
        waiting.forEach(Call::startedCold);
    }

    long earliestDeadlineNanos(long none) {
        return Stream.concat(running.values().stream(), waiting.stream())
                .mapToLong(Call::deadlineNanos)
                .reduce(none, Math::min);
    }

    /** Lets a call into the isolate; the answer is its number there. */
    int begin(Call call) {
        running.put(++lastNumber, call);
        return lastNumber;
    }

    /** The isolate's number of a call that the node numbers so, unless it has ended. */
    Optional<Integer> numberOf(long call) {
        return running.entrySet().stream()
                .filter(entry -> entry.getValue().number() == call)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    boolean isRunning(Call call) {
        return running.containsValue(call);
    }

    /** The call of a number, unless it has ended. */
    Optional<Call> running(int number) {
        return Optional.ofNullable(running.get(number));
    }

    void settle(Settlement settlement) {
        Call call = running.remove(settlement.call());
        if (call == null) {
            return;
        }
        switch (settlement) {
            case Settlement.Sent(int ignored) -> results.write(call.completed(Response.NONE));
            case Settlement.Threw(int ignored, String error) -> fail(call, Ending.EXCEPTION, error);
            case Settlement.Answered answered -> {
                switch (ResponseRules.judge(answered, bounds.responseBytes())) {
                    case ResponseRules.Verdict.Fit fit -> results.write(call.completed(fit.response()));
                    case ResponseRules.Verdict.Unfit unfit -> fail(call, Ending.EXCEPTION, unfit.reason());
                    case ResponseRules.Verdict.TooLarge large ->
                        fail(call, Ending.RESPONSE_TOO_LARGE, Wording.tooLarge(large.bytes(), bounds.responseBytes()));
                }
            }
        }
    }

    /** Begins a call's response; the answer says why that cannot be one, or is empty. */
    String respond(int number, Settlement.Answered head) {
        Call call = running.get(number);
        if (call == null) {
            return "The call has ended.";
        }
        return switch (ResponseRules.judge(head, bounds.responseBytes())) {
            case ResponseRules.Verdict.Fit fit -> {
                results.write(new Message.Respond(call.number(), fit.response()));
                yield "";
            }
            case ResponseRules.Verdict.Unfit unfit -> unfit.reason();
            case ResponseRules.Verdict.TooLarge large -> Wording.tooLarge(large.bytes(), bounds.responseBytes());
        };
    }

    void write(int number, byte[] bytes, boolean isLast) {
        running(number).ifPresent(call -> results.write(new Message.Write(call.number(), bytes, isLast)));
    }

    /** Fails all that wait. */
    void refuseWaiting(Ending ending, String error) {
        for (Call call = waiting.poll(); call != null; call = waiting.poll()) {
            fail(call, ending, error);
        }
    }

    /** The isolate is lost: its culprit gets the reason, the others that were in it are told so. */
    void loseRunning(Stopped stopped) {
        long now = System.nanoTime();
        for (Call call : running.values()) {
            boolean isCulprit = running.size() == 1 || stopped.isBy(call);
            Ending ending = isCulprit ? stopped.ending() : call.isOverdue(now) ? Ending.TIMEOUT : Ending.NO_RESPONSE;
            fail(call, ending, Wording.of(ending, bounds));
        }
        running.clear();
    }

    /** Fails what is past its deadline; the answer is how many of those the isolate still works for. */
    int expire(long now) {
        int abandoned = 0;
        for (Iterator<Call> calls = running.values().iterator(); calls.hasNext(); ) {
            Call call = calls.next();
            if (call.isOverdue(now)) {
                calls.remove();
                timeOut(call);
                abandoned++;
            }
        }
        waiting.removeIf(call -> {
            boolean isOverdue = call.isOverdue(now);
            if (isOverdue) {
                timeOut(call);
            }
            return isOverdue;
        });
        return abandoned;
    }

    private void timeOut(Call call) {
        fail(call, Ending.TIMEOUT, Wording.of(Ending.TIMEOUT, bounds));
    }

    private void fail(Call call, Ending ending, String error) {
        call.write(true, error, bounds);
        int end = error.indexOf('\n');
        results.write(call.failed(ending, end < 0 ? error : error.substring(0, end)));
    }
}
