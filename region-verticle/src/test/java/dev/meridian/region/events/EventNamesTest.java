package dev.meridian.region.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventNamesTest {

    @Test
    void aFileHasItsConcreteNameFirstAndEachVariantOnce() {
        assertThat(EventSubject.of("buckets", "b").in("files", "f").names("create"))
                .containsExactly(
                        "buckets.b.files.f.create",
                        "buckets.*.files.f.create",
                        "buckets.b.files.*.create",
                        "buckets.*.files.*.create",
                        "buckets.b.files.f",
                        "buckets.*.files.f",
                        "buckets.b.files.*",
                        "buckets.*.files.*",
                        "buckets.b",
                        "buckets.*");
    }

    @Test
    void anAttributeIsLeftOutBeforeTheAction() {
        assertThat(EventSubject.of("users", "u").names("update.email"))
                .containsExactly(
                        "users.u.update.email",
                        "users.*.update.email",
                        "users.u.update",
                        "users.*.update",
                        "users.u",
                        "users.*");
    }

    @Test
    void aRowGoesByAllItsSpellings() {
        List<String> names = EventSubject.row("d", "t", "r").names("upsert");

        assertThat(names.getFirst()).isEqualTo("databases.d.tables.t.rows.r.upsert");
        assertThat(names)
                .doesNotHaveDuplicates()
                .contains(
                        "databases.*.tables.*.rows.*.upsert",
                        "databases.d.tables.*.rows.r.upsert",
                        "databases.d.collections.t.documents.r.upsert",
                        "databases.*.collections.t.documents.*",
                        "databases.d.collections.*",
                        "tablesdb.d.tables.t.rows.*.upsert",
                        "tablesdb.*.tables.*",
                        "databases.*",
                        "tablesdb.d")
                .hasSize(3 * (8 + 8 + 4) + 2 * 2)
                .noneMatch(name -> name.contains("tables") && name.contains("documents"));
    }

    @Test
    void whateverHappensCanBeListenedToByAnyOfItsNames() {
        for (List<String> names : List.of(
                EventSubject.row("d", "t", "r").names("create"),
                EventSubject.row("d", "t", "r").names("upsert"),
                EventSubject.column("d", "t", "c").names("delete"),
                EventSubject.index("d", "t", "i").names("create"),
                EventSubject.table("d", "t").names("update"),
                EventSubject.database("d").names("delete"),
                EventSubject.of("buckets", "b").names("update"),
                EventSubject.of("buckets", "b").in("files", "f").names("delete"),
                EventSubject.of("users", "u").names("create"),
                EventSubject.of("users", "u").in("sessions", "s").names("delete"),
                EventSubject.of("teams", "t").names("create"))) {
            assertThat(names)
                    .allSatisfy(name -> assertThat(EventPattern.faultForFunction(name))
                            .as(name)
                            .isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "users",
                "users.",
                ".users.*",
                "users.*.",
                "users.*.creates",
                "users.*.sessions",
                "users..create",
                "users.*.create.email",
                "users.*.update.shoe",
                "nobody.*",
                "buckets.*.rows.*",
                "databases.*.tables.*.documents.*",
                "tablesdb.*.collections.*",
                "users.* ",
                "users.a b",
                "databases.*.tables.*.rows.*.create.now",
                "users.**",
                "*",
                "*.*"
            })
    void whatNamesNoEventIsRefused(String pattern) {
        assertThat(EventPattern.faultForFunction(pattern)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"functions.*", "functions.f.executions.*.create", "functions.f.deployments.d.update"})
    void functionsAreNotTriggeredByFunctions(String pattern) {
        assertThat(EventPattern.faultForFunction(pattern))
                .hasValueSatisfying(fault -> assertThat(fault).contains(pattern));
    }
}
