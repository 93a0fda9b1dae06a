package dev.meridian.system.routing;

import java.time.Instant;
import java.util.List;

/** A way of choosing edges. */
interface Strategy {

    String name();

    /**
     * What nodes said at the end of a step, before the next one's requests come.
     *
     * @param alive by positions of edges
     * @param loads 0 to 1, of the step that ended
     */
    void hear(Instant now, List<Boolean> alive, List<Double> loads);

    /** @return position of the edge that a source's requests of this step go to */
    int choose(int source);

    /** A request of a source was answered by an edge in so many milliseconds. */
    default void answered(int source, int edge, double millis) {}
}
