package dev.meridian.functions.outbound;

import dev.meridian.functions.wire.Message;
import io.vertx.core.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** What the calls in one host fetch, by the numbers that the host gave. Confined to the context of its pool. */
public final class Errands {

    /** Requests of one call. */
    public static final int MOST_OF_A_CALL = 50;

    private static final int MOST_AT_ONCE = 1_000;

    private final Outbound outbound;
    private final Context context;
    private final LongFunction<Optional<Caller>> callers;
    private final Consumer<Message.ToProgram> answers;
    private final Map<Long, Errand> under = new HashMap<>();

    /**
     * @param callers the call of a number, which counts what it begins
     * @param answers where what comes of it goes
     */
    public Errands(
            Outbound outbound,
            Context context,
            LongFunction<Optional<Caller>> callers,
            Consumer<Message.ToProgram> answers) {
        this.outbound = outbound;
        this.context = context;
        this.callers = callers;
        this.answers = answers;
    }

    /**
     * A call that fetches.
     *
     * @param launch number in its host
     * @param endpoint URL of the network's own API
     * @param hops functions that the request has gone through before this one
     * @param begun fetches of it so far, this one among them
     * @param home run when what is fetched is of the network's own API
     */
    public record Caller(long call, int launch, String endpoint, int hops, int begun, Runnable home) {}

    public void begin(Message.Fetch fetch) {
        callers.apply(fetch.call()).ifPresent(caller -> begin(fetch, caller));
    }

    private void begin(Message.Fetch fetch, Caller caller) {
        if (caller.begun() > MOST_OF_A_CALL) {
            refuse(fetch, caller, "A call may fetch no more than " + MOST_OF_A_CALL + " times.");
        } else if (under.size() >= MOST_AT_ONCE) {
            refuse(fetch, caller, "As many requests are under way as may be.");
        } else if (caller.hops() >= Hops.MOST) {
            refuse(fetch, caller, "More than " + Hops.MOST + " functions have called one another in a chain.");
        } else {
            Errand errand = new Errand(outbound, context, fetch, caller, this::tell);
            under.put(fetch.fetch(), errand);
            errand.start();
        }
    }

    private void refuse(Message.Fetch fetch, Caller caller, String reason) {
        answers.accept(new Message.FetchFailed(caller.launch(), fetch.fetch(), reason));
    }

    /** What is said of an errand that has ended meanwhile is not passed on. */
    private void tell(Errand errand, Message.ToProgram news) {
        if (!errand.equals(under.get(errand.number()))) {
            return;
        }
        boolean isLast =
                news instanceof Message.FetchFailed || (news instanceof Message.FetchPiece piece && piece.isLast());
        if (isLast) {
            under.remove(errand.number());
        }
        answers.accept(news);
    }

    public void write(Message.FetchWrite piece) {
        Errand errand = under.get(piece.fetch());
        if (errand != null) {
            errand.write(piece);
        }
    }

    public void pull(long number) {
        Errand errand = under.get(number);
        if (errand != null) {
            errand.pull();
        }
    }

    public void cancel(long number) {
        Errand errand = under.remove(number);
        if (errand != null) {
            errand.cancel();
        }
    }

    /** A call has ended, and with it what it had under way. */
    public void end(long call) {
        List.copyOf(under.values()).stream()
                .filter(errand -> errand.call() == call)
                .forEach(errand -> cancel(errand.number()));
    }

    public void endAll() {
        List.copyOf(under.keySet()).forEach(this::cancel);
    }
}
