package dev.meridian.region.network;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.proto.cache.v1.Purge;
import dev.meridian.proto.cache.v1.PurgeResponse;
import dev.meridian.proto.cache.v1.SinceRequest;
import dev.meridian.proto.cache.v1.SinceResponse;
import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The region's latest purges in the database. Safe for use by many threads. */
final class PurgeLog {

    private static final Logger log = LoggerFactory.getLogger(PurgeLog.class);
    private static final ProblemType NOT_FOUND = new ProblemType("network_purge_not_found", 404);

    /** An edge that missed more drops all that the region owns. */
    static final int MOST_TOLD = 256;

    private static final Duration KEPT = Duration.ofHours(1);
    private static final long TIDY_MILLIS = 60_000;

    private static final String LAST = "select purge_sequence, epoch from meridian.region where site = $1";
    private static final String MISSED = """
            select sequence, body from meridian.purge where sequence > $1 and sequence <= $2 order by sequence limit $3
            """;
    private static final String FIND = """
            select sequence, body, receipt from meridian.purge where project_id = $1 and purge_id = $2
            """;
    private static final String KEEP = "update meridian.purge set receipt = $3 where project_id = $1 and purge_id = $2";
    private static final String TIDY = "delete from meridian.purge where issued_at < $1";

    private final Database database;
    private final InstantSource clock;
    private final String site;

    PurgeLog(Database database, InstantSource clock, String site) {
        this.database = database;
        this.clock = clock;
        this.site = site;
    }

    /** Begins to drop what is an hour old; @return the timer */
    long start(Vertx vertx) {
        return vertx.setPeriodic(TIDY_MILLIS, tick -> tidy());
    }

    private void tidy() {
        database.write(TIDY, clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC))
                .onFailure(failure -> log.atWarn().setCause(failure).log("Old purges could not be removed"));
    }

    /** What came after a purge, as it stands at some moment after the question. */
    Future<SinceResponse> since(SinceRequest asked) {
        return database.read(LAST, site).compose(rows -> {
            Row last = rows.iterator().next();
            SinceResponse.Builder answer = SinceResponse.newBuilder()
                    .setEpoch(last.getString("epoch"))
                    .setSequence(last.getLong("purge_sequence"));
            long missed = answer.getSequence() - asked.getSequence();
            if (!answer.getEpoch().equals(asked.getEpoch()) || missed < 0 || missed > MOST_TOLD) {
                return Future.succeededFuture(answer.build());
            }
            return missed == 0
                    ? Future.succeededFuture(answer.setComplete(true).build())
                    : database.read(MISSED, asked.getSequence(), answer.getSequence(), MOST_TOLD)
                            .map(found -> told(answer, found, missed));
        });
    }

    private static SinceResponse told(SinceResponse.Builder answer, RowSet<Row> found, long missed) {
        found.forEach(row -> answer.addMissed(numbered(row, answer.getEpoch())));
        return answer.setComplete(found.size() == missed).build();
    }

    private static Purge numbered(Row row, String epoch) {
        return parse(row).toBuilder()
                .setSequence(row.getLong("sequence"))
                .setEpoch(epoch)
                .build();
    }

    private static Purge parse(Row row) {
        try {
            return Purge.parseFrom(row.getBuffer("body").getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("purge " + row.getLong("sequence") + " is damaged", e);
        }
    }

    /** Keeps a receipt for whoever asks again. The caller has it either way. */
    void keep(Purge purge, PurgeResponse receipt) {
        database.write(KEEP, purge.getProject(), purge.getPurgeId(), Buffer.buffer(receipt.toByteArray()))
                .onFailure(failure -> log.atWarn().setCause(failure).log("The receipt of a purge could not be kept"));
    }

    /** @param receipt none while it is waited for */
    record Found(Purge purge, Optional<PurgeResponse> receipt) {}

    /** Fails with {@code network_purge_not_found}. */
    Future<Found> find(String project, String id) {
        return database.read(FIND, project, id).map(rows -> {
            for (Row row : rows) {
                return new Found(
                        numbered(row, ""),
                        Optional.ofNullable(row.getBuffer("receipt")).map(PurgeLog::receipt));
            }
            throw Problem.of(NOT_FOUND, "Purge with the requested ID could not be found, or is older than an hour");
        });
    }

    private static PurgeResponse receipt(Buffer kept) {
        try {
            return PurgeResponse.parseFrom(kept.getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the receipt of a purge is damaged", e);
        }
    }
}
