package dev.meridian.region.residency;

import dev.meridian.core.residency.Act;
import dev.meridian.core.residency.Acts;
import dev.meridian.proto.residency.v1.ActCount;
import dev.meridian.proto.residency.v1.Erasure;
import dev.meridian.proto.residency.v1.ReportRequest;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.InTurn;
import dev.meridian.region.release.Release;
import dev.meridian.region.release.ReleaseCounts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the trails what nodes report, and what this region released. Safe for use by many threads. */
final class Records {

    private static final Logger log = LoggerFactory.getLogger(Records.class);
    private static final Duration EVERY = Duration.ofSeconds(30);

    private static final String RECEIPT = """
            insert into meridian.residency_receipt (project_id, node, version)
            select project_id, $2, least($3, version) from meridian.residency where project_id = $1
            on conflict (project_id, node) do update
                set version = greatest(meridian.residency_receipt.version, excluded.version)
            """;
    private static final String RECEIPTS =
            "select node from meridian.residency_receipt where project_id = $1 and version >= $2";

    private final Database database;
    private final Trail trail;
    private final Release release;

    Records(Database database, Trail trail, Release release) {
        this.database = database;
        this.trail = trail;
        this.release = release;
    }

    /** @return the timer */
    long start(Vertx vertx) {
        return vertx.setPeriodic(
                EVERY.toMillis(),
                tick -> writeReleases()
                        .onFailure(
                                failure -> log.atError()
                                        .setCause(failure)
                                        .log(
                                                "What was released under residency policies could not be written to their trails")));
    }

    /** Takes a report into the trail of each project that it speaks of, once. */
    Future<Void> keep(NodeInfo node, ReportRequest report) {
        Set<String> projects = new HashSet<>();
        report.getActsList().forEach(act -> projects.add(act.getProjectId()));
        report.getErasuresList().forEach(erasure -> projects.add(erasure.getProjectId()));
        return InTurn.each(
                projects, project -> database.transaction(transaction -> keep(transaction, project, node, report)));
    }

    private Future<Void> keep(SqlConnection transaction, String project, NodeInfo node, ReportRequest report) {
        JsonArray acts = new JsonArray();
        report.getActsList().stream()
                .filter(act -> act.getProjectId().equals(project))
                .forEach(act -> acts.add(act(act)));
        JsonObject told = told(node).put("acts", acts);
        if (report.getLost() > 0) {
            told.put("lost", report.getLost());
        }
        Future<Void> counted = acts.isEmpty()
                ? Future.succeededFuture()
                : trail.append(
                        transaction, project, Entry.Kind.ACTS, told, Optional.of(report.getReportId() + "/acts"));
        return counted.compose(done -> InTurn.each(
                report.getErasuresList().stream()
                        .filter(erasure -> erasure.getProjectId().equals(project))
                        .toList(),
                erasure -> keep(transaction, node, erasure, report.getReportId())));
    }

    private Future<Void> keep(SqlConnection transaction, NodeInfo node, Erasure erasure, String report) {
        JsonArray acts = new JsonArray();
        erasure.getActsList().forEach(act -> Acts.of(act).ifPresent(known -> acts.add(known.word())));
        String project = erasure.getProjectId();
        long version = erasure.getPolicyVersion();
        JsonObject told = told(node).put("version", version).put("acts", acts);
        return trail.append(transaction, project, Entry.Kind.ERASED, told, Optional.of(report + "/erased/" + version))
                .compose(kept -> transaction.preparedQuery(RECEIPT).execute(Tuple.of(project, node.getName(), version)))
                .mapEmpty();
    }

    /** Names of the nodes that hold nothing that a version of the policy keeps from them. */
    Future<Set<String>> receipts(String project, long version) {
        return database.read(RECEIPTS, project, version).map(rows -> {
            Set<String> nodes = new HashSet<>();
            rows.forEach(row -> nodes.add(row.getString("node")));
            return nodes;
        });
    }

    /** Writes what was released, and refused, since it was last written. */
    Future<Void> writeReleases() {
        Map<String, JsonArray> byProject = new HashMap<>();
        for (ReleaseCounts.Counted counted : release.counts().take()) {
            byProject
                    .computeIfAbsent(counted.key().project(), any -> new JsonArray())
                    .add(released(counted));
        }
        long lost = release.counts().takeLost();
        if (lost > 0) {
            log.atWarn().addKeyValue("releases", lost).log("Releases under residency policies were not counted");
        }
        return InTurn.each(List.copyOf(byProject.keySet()), project -> {
            JsonObject told = new JsonObject().put("releases", byProject.get(project));
            if (lost > 0) {
                told.put("lost", lost);
            }
            return database.transaction(transaction -> trail.append(transaction, project, Entry.Kind.RELEASES, told));
        });
    }

    private JsonObject released(ReleaseCounts.Counted counted) {
        JsonObject told = release.node(counted.key().node())
                .map(Records::told)
                .orElseGet(() -> new JsonObject()
                        .put("node", counted.key().node())
                        .put("country", "")
                        .put("site", ""));
        return told.put("act", counted.key().act().word())
                .put("version", counted.key().version())
                .put("denied", counted.key().denied())
                .put("count", counted.count());
    }

    private static JsonObject told(NodeInfo node) {
        return new JsonObject()
                .put("node", node.getName())
                .put("country", node.getCountry())
                .put("site", node.getSite());
    }

    private static JsonObject act(ActCount act) {
        return new JsonObject()
                .put("act", Acts.of(act.getAct()).map(Act::word).orElse("unknown"))
                .put("version", act.getPolicyVersion())
                .put("denied", act.getDenied())
                .put("count", act.getCount())
                .put("first", act.getFirstMillis())
                .put("last", act.getLastMillis());
    }
}
