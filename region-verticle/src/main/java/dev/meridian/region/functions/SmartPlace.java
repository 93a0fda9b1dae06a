package dev.meridian.region.functions;

import dev.meridian.proto.registry.v1.Placement;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * Where a function that may be moved is executed, by how many requests an execution makes to the network's own API: near
 * its user, or near the data it asks for. Pure.
 *
 * <p>The mean is exponentially weighted, and plain over the first executions. Two thresholds, the least number of executions
 * and the pause between moves keep it from going to and fro.
 *
 * @param mean requests of an execution
 * @param executions how many were looked at since it was last moved
 * @param movedAt when it was last moved
 */
record SmartPlace(boolean isInRegion, double mean, long executions, Optional<Instant> movedAt) {

    /** At as many requests an execution it belongs in the region. */
    static final double TO_REGION = 2;

    /** Below as many it belongs at the edge again. */
    static final double TO_EDGE = 1.5;

    /** As many executions have to be looked at before it is moved, and before it is moved again. */
    static final long LEAST_EXECUTIONS = 20;

    /** Between two moves. */
    static final Duration PAUSE = Duration.ofSeconds(60);

    /** What the newest execution counts in the mean. */
    static final double WEIGHT = 0.05;

    /** Nothing is known of it yet. */
    static SmartPlace beginning(boolean isInRegion) {
        return new SmartPlace(isInRegion, 0, 0, Optional.empty());
    }

    static SmartPlace of(Row row) {
        return new SmartPlace(
                row.getBoolean("smart_in_region"),
                row.getDouble("calls_home"),
                row.getLong("executions_measured"),
                Optional.ofNullable(row.getOffsetDateTime("moved_at")).map(OffsetDateTime::toInstant));
    }

    Placement place() {
        return isInRegion ? Placement.PLACEMENT_REGION : Placement.PLACEMENT_EDGE;
    }

    /**
     * With what was seen since.
     *
     * @param seen executions, one at least
     * @param calls requests that they made, in all
     */
    SmartPlace after(long seen, long calls, Instant now) {
        double weight = 1 - Math.pow(1 - WEIGHT, (double) seen);
        double share = movedAt.isPresent() ? 0 : (double) seen / (executions + seen);
        double fresh = mean + Math.max(weight, share) * ((double) calls / seen - mean);
        SmartPlace measured = new SmartPlace(isInRegion, fresh, executions + seen, movedAt);
        return measured.mayMove(now) && measured.isMisplaced()
                ? new SmartPlace(!isInRegion, fresh, 0, Optional.of(now))
                : measured;
    }

    private boolean mayMove(Instant now) {
        return executions >= LEAST_EXECUTIONS
                && movedAt.map(at -> !now.isBefore(at.plus(PAUSE))).orElse(true);
    }

    private boolean isMisplaced() {
        return isInRegion ? mean < TO_EDGE : mean >= TO_REGION;
    }
}
