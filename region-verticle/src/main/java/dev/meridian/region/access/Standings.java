package dev.meridian.region.access;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.Gate;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.Notifications;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The projects, keys and pages that requests name.
 *
 * <p>They are remembered while this node hears of every change of one. A change that this node made itself holds from its
 * answer on ({@link Database#heard}), one that another made within milliseconds, and within {@link Notifications#isCurrent
 * two seconds} where the way to the database breaks. What is not there is not remembered. Safe for use by many threads.
 */
final class Standings {

    /** When so many are held, all are forgotten; each takes a kilobyte. */
    private static final int MOST = 4_096;

    private static final String FIND = """
            select p.team_id, p.created_at, k.project_id as key_project, k.key_id, k.scopes, k.expires_at, k.accessed_at,
                   k.sdks, s.services_off, s.protocols_off,
                   $3::text is not null and exists (
                     select 1 from meridian.platform f
                      where f.project_id = $1 and f.type = $3 and f.target = any($4)) as knows_origin
              from meridian.project p
              left join meridian.api_key k on k.secret_sha256 = $2
              left join meridian.project_settings s on s.project_id = p.project_id
             where p.project_id = $1
            """;

    private final Database database;
    private final Notifications changes;
    private final Map<Named, Standing> known = new ConcurrentHashMap<>();
    private final AtomicLong generation = new AtomicLong();

    /** @param key the stored key with the secret that was shown, whosever it is */
    record Standing(String teamId, Instant createdAt, Gate.Access access, Optional<StoredKey> key) {}

    /** What a request names. Secrets are compared in a time that tells nothing of them. */
    private record Named(String project, String secret, Optional<PlatformOrigin> origin) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Named named
                    && project.equals(named.project)
                    && origin.equals(named.origin)
                    && MessageDigest.isEqual(
                            secret.getBytes(StandardCharsets.UTF_8), named.secret.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public int hashCode() {
            return Objects.hash(project, secret, origin);
        }

        @Override
        public String toString() {
            return project;
        }
    }

    Standings(Database database) {
        this.database = database;
        this.changes = database.listen("meridian_access", new Notifications.Listener() {
            @Override
            public void announced(String project) {
                generation.incrementAndGet();
                known.keySet().removeIf(named -> named.project.equals(project));
            }

            @Override
            public void interrupted() {
                generation.incrementAndGet();
                known.clear();
            }
        });
    }

    /**
     * A project that has its home here. Fails with {@code project_not_found}.
     *
     * @param secret of a stored key
     * @param origin of the page or app that the request comes from
     */
    Future<Standing> of(String project, Optional<String> secret, Optional<PlatformOrigin> origin) {
        Named named = new Named(project, secret.orElse(""), origin);
        Standing held = changes.isCurrent() ? known.get(named) : null;
        return held == null ? read(named) : Future.succeededFuture(held);
    }

    private Future<Standing> read(Named named) {
        long before = generation.get();
        return database.read(
                        FIND,
                        named.project,
                        named.secret.isEmpty() ? null : Secrets.sha256(named.secret),
                        named.origin.map(PlatformOrigin::type).orElse(null),
                        named.origin
                                .map(PlatformOrigin::targets)
                                .orElseGet(List::of)
                                .toArray(String[]::new))
                .map(rows -> standing(named.project, rows))
                .onSuccess(found -> {
                    boolean hasKey = named.secret.isEmpty() || found.key().isPresent();
                    if (hasKey && (named.origin.isEmpty() || found.access().knowsOrigin())) {
                        keep(named, found, before);
                    }
                });
    }

    /** An announcement that comes while this is under way finds the entry, or is found by it. */
    private void keep(Named named, Standing found, long before) {
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(named, found);
        if (generation.get() != before) {
            known.remove(named);
        }
    }

    private static Standing standing(String project, RowSet<Row> rows) {
        for (Row row : rows) {
            return new Standing(
                    row.getString("team_id"),
                    row.getOffsetDateTime("created_at").toInstant(),
                    new Gate.Access(
                            texts(row, "services_off"), texts(row, "protocols_off"), row.getBoolean("knows_origin")),
                    row.getString("key_id") == null ? Optional.empty() : Optional.of(StoredKey.of(row)));
        }
        throw Problem.of(ProblemType.PROJECT_NOT_FOUND, "Project with the requested ID could not be found: " + project);
    }

    private static Set<String> texts(Row row, String column) {
        String[] texts = row.getArrayOfStrings(column);
        return texts == null ? Set.of() : Set.of(texts);
    }
}
