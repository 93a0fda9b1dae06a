package dev.meridian.region.residency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.region.TestingApi;
import dev.meridian.region.TestingRegion;
import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The trail over a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class TrailTest {

    private TestingApi api;
    private Database database;
    private Trail trail;
    private int projects;
    private String project;

    @BeforeAll
    void start(@TempDir Path data) {
        api = TestingApi.start(data, region -> List.of());
        database = api.region.database();
        trail = new Trail(database, InstantSource.system());
    }

    @AfterAll
    void stop() {
        api.close();
    }

    @BeforeEach
    void newProject() {
        project = "trail" + ++projects;
        TestingRegion.wait(database.write(
                "insert into meridian.residency (project_id, document, version, updated_at, entries, head)"
                        + " values ($1, '{}', 0, now(), 0, $2)",
                project,
                Entry.BEGINNING));
    }

    private Future<Void> append(String text) {
        return database.transaction(transaction ->
                trail.append(transaction, project, Entry.Kind.ERASED, new JsonObject().put("text", text)));
    }

    private JsonObject chain() {
        Evidence evidence = new Evidence(trail, InstantSource.system());
        Instant now = Instant.now();
        Evidence.Period lately = new Evidence.Period(now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1)));
        return TestingRegion.wait(api.region.workflows().run(() -> evidence.report(project, lately)))
                .getJsonObject("chain");
    }

    @Test
    void writersAtTheSameTimeMakeOneChain() {
        List<Future<Void>> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.add(append("entry " + i));
        }
        all.forEach(TestingRegion::wait);

        List<Entry> entries = TestingRegion.wait(trail.after(project, 0, 100));
        assertThat(entries).hasSize(40);
        Set<String> previous = new HashSet<>();
        entries.forEach(entry -> previous.add(entry.previous()));
        assertThat(previous).as("no two follow on the same").hasSize(40);
        assertThat(chain().getBoolean("verified")).isTrue();
        assertThat(chain().getString("head")).isEqualTo(entries.getLast().hash());
    }

    @Test
    void theDatabaseRefusesToChangeOrRemoveAnEntry() {
        TestingRegion.wait(append("one"));

        for (String statement : List.of(
                "update meridian.residency_entry set content = '{}' where project_id = '" + project + "'",
                "delete from meridian.residency_entry where project_id = '" + project + "'",
                "truncate meridian.residency_entry")) {
            assertThatThrownBy(() -> TestingRegion.wait(database.write(statement)))
                    .as(statement)
                    .hasMessageContaining("only ever appended to");
        }
        assertThat(chain().getLong("entries")).isEqualTo(1);
    }

    @Test
    void whatIsChangedPastTheDatabasesRulesIsSeen() {
        for (int i = 1; i <= 4; i++) {
            TestingRegion.wait(append("entry " + i));
        }
        assertThat(chain().getValue("brokenAt")).isNull();

        forced("update meridian.residency_entry set content = '{\"text\":\"forged\"}' where project_id = '" + project
                + "' and sequence = 3");

        assertThat(chain().getBoolean("verified")).isFalse();
        assertThat(chain().getLong("brokenAt")).isEqualTo(3);
    }

    @Test
    void whatIsTakenAwayIsSeenInTheMidstAndAtTheEnd() {
        for (int i = 1; i <= 4; i++) {
            TestingRegion.wait(append("entry " + i));
        }
        forced("delete from meridian.residency_entry where project_id = '" + project + "' and sequence = 4");
        assertThat(chain().getLong("brokenAt")).isEqualTo(4);

        forced("delete from meridian.residency_entry where project_id = '" + project + "' and sequence = 2");
        assertThat(chain().getLong("brokenAt")).isEqualTo(2);
    }

    /** As somebody does who owns the database. */
    private void forced(String statement) {
        TestingRegion.wait(database.write("alter table meridian.residency_entry disable trigger user"));
        TestingRegion.wait(database.write(statement));
        TestingRegion.wait(database.write("alter table meridian.residency_entry enable trigger user"));
    }
}
