package dev.meridian.functions.engine;

import java.util.concurrent.CompletableFuture;

/** One tenant's script world. */
public interface Isolate {

    /** Takes the isolate for the calling thread until the session is closed. */
    Session enter() throws EngineFailure;

    /** Asks the running script to stop; harmless when none runs, may be repeated. Any thread. */
    void terminate();

    /** What the isolate holds. Waits while a session is open. Any thread. */
    CompletableFuture<Memory> memory();

    /** Gives everything back. Not while a session is open. */
    void close();

    /** Bytes in use: in the script's own heap, and outside it in buffers. */
    record Memory(long heapBytes, long externalBytes) {}
}
