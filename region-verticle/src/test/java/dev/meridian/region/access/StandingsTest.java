package dev.meridian.region.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.TestingRegion;
import dev.meridian.region.access.Standings.Standing;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.DatabaseSettings;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StandingsTest {

    private static final Path BINARIES = Path.of("target", "postgres-binaries").toAbsolutePath();
    private static final OffsetDateTime NOW = OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private final Vertx vertx = Vertx.vertx();
    private Database database;
    private Standings standings;

    @BeforeEach
    void open(@TempDir Path data) {
        database =
                TestingRegion.wait(Database.open(vertx, new DatabaseSettings(Optional.empty(), data, BINARIES, 0, 4)));
        write("insert into meridian.project (project_id, name, team_id, created_at, updated_at) values"
                + " ('p', 'P', 'team', $1, $1)");
        write("insert into meridian.api_key (project_id, key_id, name, scopes, secret_sha256, created_at, updated_at)"
                + " values ('p', 'k', 'K', '{rows.read}', '" + Secrets.sha256("secret") + "', $1, $1)");
        standings = new Standings(database);
        TestingRegion.until(this::isRemembered);
    }

    @AfterEach
    void close() {
        TestingRegion.wait(database.close());
        TestingRegion.wait(vertx.close());
    }

    /** Whether a change that is announced to nobody goes unnoticed; it is taken back. */
    private boolean isRemembered() {
        find();
        silently("update meridian.project set team_id = 'other' where team_id = 'team'");
        boolean old = find().teamId().equals("team");
        write("update meridian.project set team_id = 'team' where team_id = 'other'");
        TestingRegion.wait(database.heard());
        find();
        return old;
    }

    @Test
    void aKeyIsRememberedUntilItsDeletionIsHeardOf() {
        silently("update meridian.api_key set scopes = '{}' where key_id = 'k'");
        assertThat(scopes()).contains("rows.read");

        write("update meridian.api_key set scopes = '{users.read}' where key_id = 'k'");
        TestingRegion.wait(database.heard());

        assertThat(scopes()).contains("users.read");
        write("delete from meridian.api_key where key_id = 'k'");
        TestingRegion.wait(database.heard());
        assertThat(find().key()).isEmpty();
    }

    @Test
    void aChangeOfAnotherProjectForgetsNothing() {
        write("insert into meridian.project (project_id, name, team_id, created_at, updated_at) values"
                + " ('q', 'Q', 'team', $1, $1)");
        write("delete from meridian.project where project_id = 'q'");
        TestingRegion.wait(database.heard());
        silently("update meridian.api_key set scopes = '{}' where key_id = 'k'");

        assertThat(scopes()).contains("rows.read");
    }

    @Test
    void aProjectThatIsDeletedIsNotFoundFromThenOn() {
        write("delete from meridian.project where project_id = 'p'");
        TestingRegion.wait(database.heard());

        assertThatThrownBy(this::find)
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.type().name()).isEqualTo("project_not_found"));
    }

    @Test
    void nothingIsRememberedOnceTheEarIsLost() {
        silently("update meridian.api_key set scopes = '{}' where key_id = 'k'");
        assertThat(scopes()).contains("rows.read");

        write(
                "select pg_terminate_backend(pid) from pg_stat_activity where query in ('select 1', 'listen meridian_access')"
                        + " and pid <> pg_backend_pid() and $1::timestamptz is not null");

        TestingRegion.until(() -> !scopes().contains("rows.read"));
        TestingRegion.until(this::isRemembered);
    }

    @Test
    void aSecretThatNobodyHasIsNotRemembered() {
        assertThat(of("wrong").key()).isEmpty();
        silently("update meridian.api_key set secret_sha256 = '" + Secrets.sha256("wrong") + "' where key_id = 'k'");

        assertThat(of("wrong").key()).isPresent();
    }

    private Set<String> scopes() {
        return find().key().orElseThrow().caller().scopes();
    }

    private Standing find() {
        return of("secret");
    }

    private Standing of(String secret) {
        return TestingRegion.wait(standings.of("p", Optional.of(secret), Optional.empty()));
    }

    private void write(String sql) {
        TestingRegion.wait(sql.contains("$1") ? database.write(sql, NOW) : database.write(sql));
    }

    /** Without its announcement. */
    private void silently(String sql) {
        TestingRegion.wait(database.transaction(transaction -> transaction
                .query("set local session_replication_role = replica")
                .execute()
                .compose(silent -> transaction.query(sql).execute())));
    }
}
