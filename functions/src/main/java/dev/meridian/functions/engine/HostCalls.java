package dev.meridian.functions.engine;

import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.functions.wire.Message.FetchRequest;
import java.util.List;

/**
 * What script may ask of its host. Called on the thread that is in the isolate; must not call back into it. What comes of
 * it later comes by {@link Session}. Numbers are the script's own: of calls, those it was given; of timers and fetches,
 * those it gave. Whatever it says may be a lie.
 */
public interface HostCalls {

    void log(int call, boolean isError, String line);

    /** {@code call} is whose work the timer is, 0 for none. */
    void startTimer(int timer, int call, long milliseconds);

    void stopTimer(int timer);

    /** The heap is nearly full. The engine stops the script by itself after this. */
    void heapIsFull();

    /** Begins a response whose body follows; the answer says why it cannot be one, or is empty. */
    String respond(int call, int status, List<HeaderLine> headers);

    void write(int call, byte[] bytes, boolean isLast);

    void fetch(int call, int fetch, FetchRequest request);

    void fetchWrite(int fetch, byte[] bytes, boolean isLast);

    void fetchPull(int fetch);

    void fetchCancel(int fetch);
}
