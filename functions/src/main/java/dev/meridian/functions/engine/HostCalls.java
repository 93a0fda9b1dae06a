package dev.meridian.functions.engine;

/** What script may ask of its host. Called on the thread that is in the isolate; must not call back into it. */
public interface HostCalls {

    void log(int call, boolean isError, String line);

    /** {@code call} is whose work the timer is, 0 for none. */
    void startTimer(int timer, int call, long milliseconds);

    void stopTimer(int timer);

    /** The heap is nearly full. The engine stops the script by itself after this. */
    void heapIsFull();
}
