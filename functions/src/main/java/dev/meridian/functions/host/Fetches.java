package dev.meridian.functions.host;

import dev.meridian.functions.wire.FrameWriter;
import dev.meridian.functions.wire.Message;
import dev.meridian.functions.wire.Message.FetchRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * The fetches that are under way for one isolate: script numbers them in its own way, which is not to be trusted to tell
 * them from those of others. Touched only by the lane that has the tenant's turn.
 */
final class Fetches {

    private final FrameWriter results;
    private final AtomicLong last;
    private final Map<Integer, Long> byScript = new HashMap<>();
    private final Map<Long, Under> byNode = new HashMap<>();

    /**
     * @param results where what goes to the node is written
     * @param last number that was given to a fetch in this host
     */
    Fetches(FrameWriter results, AtomicLong last) {
        this.results = results;
        this.last = last;
    }

    /**
     * A fetch that is under way.
     *
     * @param script number that script gave it
     */
    record Under(int script, Call call) {}

    /** Nothing comes of it where script gives the same number twice. */
    void begin(Call call, int script, FetchRequest request) {
        long number = last.incrementAndGet();
        if (byScript.putIfAbsent(script, number) == null) {
            byNode.put(number, new Under(script, call));
            results.write(new Message.Fetch(call.number(), number, request));
        }
    }

    void write(int script, byte[] bytes, boolean isLast) {
        number(script).ifPresent(number -> results.write(new Message.FetchWrite(number, bytes, isLast)));
    }

    void pull(int script) {
        number(script).ifPresent(number -> results.write(new Message.FetchPull(number)));
    }

    void cancel(int script) {
        number(script).ifPresent(number -> {
            end(number);
            results.write(new Message.FetchCancel(number));
        });
    }

    /** The fetch that the node numbers so, unless it has ended or was another isolate's. */
    Optional<Under> of(long number) {
        return Optional.ofNullable(byNode.get(number));
    }

    void end(long number) {
        Under under = byNode.remove(number);
        if (under != null) {
            byScript.remove(under.script());
        }
    }

    /** What comes later for calls such as these is for nobody. */
    void forget(Predicate<Call> isGone) {
        for (Map.Entry<Long, Under> entry : List.copyOf(byNode.entrySet())) {
            if (isGone.test(entry.getValue().call())) {
                end(entry.getKey());
                results.write(new Message.FetchCancel(entry.getKey()));
            }
        }
    }

    private Optional<Long> number(int script) {
        return Optional.ofNullable(byScript.get(script));
    }
}
