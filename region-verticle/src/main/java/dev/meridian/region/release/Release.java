package dev.meridian.region.release;

import dev.meridian.core.residency.Act;
import dev.meridian.core.residency.Residency;
import dev.meridian.core.topology.Topology;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides what of a project this region gives to whom: by the policy in the database, and by the node that asks as the
 * relay knows it. Where that node stands is what the topology says of its name. Safe for use by many threads.
 */
public final class Release {

    /** How old a policy may be that is gone by. */
    public static final Duration FRESH = Restrictions.FRESH;

    private static final String FIND = "select resolved from meridian.residency where project_id = $1";

    private final Restrictions restrictions;
    private final Topology topology;
    private final ReleaseCounts counts;

    public Release(Database database, Topology topology) {
        this.restrictions =
                new Restrictions(project -> database.read(FIND, project).map(Release::residency));
        this.topology = topology;
        this.counts = new ReleaseCounts();
    }

    private static Residency residency(RowSet<Row> rows) {
        for (Row row : rows) {
            Buffer resolved = row.getBuffer("resolved");
            return resolved == null ? Residency.NONE : Residency.parse(resolved.getBytes());
        }
        return Residency.NONE;
    }

    /** What a node may do with what it is given. */
    public record Terms(boolean mayCache) {

        static final Terms FREE = new Terms(true);
    }

    /**
     * Fails with {@link Residency#DENIED} where the project's answer may not go to who asks.
     *
     * @param sender the node that asks, empty text for one that is not known; nothing where a user asks this region itself
     */
    public Future<Terms> answer(Optional<String> sender, String project) {
        return check(sender, Act.TERMINATE, project)
                .map(residency -> sender.filter(name -> residency.isRestricted())
                        .map(name -> new Terms(permits(residency, Act.CACHE, name)))
                        .orElse(Terms.FREE));
    }

    /** Fails with {@link Residency#DENIED} where who asks may not do it; counted. */
    public Future<Residency> check(Optional<String> sender, Act act, String project) {
        return sender.isEmpty()
                ? Future.succeededFuture(Residency.NONE)
                : restrictions.of(project).compose(residency -> {
                    if (!residency.isRestricted()) {
                        return Future.succeededFuture(residency);
                    }
                    boolean permitted = permits(residency, act, sender.get());
                    counts.add(project, sender.get(), act, residency.version(), !permitted);
                    return permitted ? Future.succeededFuture(residency) : Future.failedFuture(Residency.denied());
                });
    }

    private boolean permits(Residency residency, Act act, String name) {
        return node(name).filter(info -> residency.permits(act, info)).isPresent();
    }

    /** A node of this name, as the topology has it. */
    public Optional<NodeInfo> node(String name) {
        return topology.nodes().stream()
                .map(view -> view.info())
                .filter(info -> info.getName().equals(name))
                .findFirst();
    }

    /** After a change of its policy in this process; others hear of it within {@link #FRESH}. */
    public void forget(String project) {
        restrictions.forget(project);
    }

    /** How often it decided, and what. */
    public ReleaseCounts counts() {
        return counts;
    }
}
