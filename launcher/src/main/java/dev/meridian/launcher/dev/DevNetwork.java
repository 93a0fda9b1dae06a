package dev.meridian.launcher.dev;

import java.util.Map;
import java.util.function.Consumer;

/** The nodes of a plan, running. Used by the command's own threads. */
interface DevNetwork {

    /**
     * Starts every node; returns when each has begun to serve.
     *
     * @param progress hears each node's name as it serves
     * @throws dev.meridian.launcher.StartRefused when one does not start
     */
    void start(Consumer<String> progress) throws InterruptedException;

    /** Stops routers, then edges, then regions; of no effect the second time. */
    void stop();

    /** Processes and the resident memory of each in bytes, by the name of what runs in it. */
    Map<String, Long> memory();

    /** Why it cannot become ready any more, empty as long as it may. */
    String failure();
}
