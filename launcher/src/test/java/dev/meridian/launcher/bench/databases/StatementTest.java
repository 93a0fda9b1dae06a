package dev.meridian.launcher.bench.databases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatementTest {

    private static final String LOG = """
            @7@LOG:  execute 000000F: select team_id from meridian.project where project_id = $1
            @7@DETAIL:  Parameters: $1 = 'bench'
            @8@LOG:  statement: BEGIN
            @9@LOG:  statement: BEGIN
            @9@LOG:  execute 0000005: select kind from meridian.outbox_event
            \t where due_at <= $1
            \t
            @9@DETAIL:  Parameters: $1 = '2026-11-28 07:13:55+00'
            @8@LOG:  execute 0000001: update "p_1"."t_2" set c_1 = $2::text, c_2 = $3::int8 where _id = $1::text
            @8@DETAIL:  Parameters: $1 = 'one', $2 = 'it''s, $3 = ''4''', $3 = NULL
            @9@LOG:  statement: COMMIT
            @8@LOG:  statement: COMMIT
            @7@LOG:  checkpoint starting: time
            """;

    @Test
    void whatTheDatabaseHasRunIsReadWithItsParameters() {
        List<Statement> statements = Statement.read(LOG);

        assertThat(statements).hasSize(7);
        assertThat(statements.getFirst())
                .isEqualTo(new Statement(
                        "7",
                        "select team_id from meridian.project where project_id = $1",
                        List.of(Optional.of("bench"))));
        assertThat(statements.get(3).sql()).isEqualTo("select kind from meridian.outbox_event\n where due_at <= $1");
        assertThat(statements.get(4).parameters())
                .containsExactly(Optional.of("one"), Optional.of("it's, $3 = '4'"), Optional.empty());
    }

    @Test
    void othersStatementsAndTheirTransactionsAreLeftOut() {
        List<Statement> kept = Statement.about(Set.of("bench", "t_2"), Statement.read(LOG));

        assertThat(kept)
                .extracting(Statement::session, statement -> statement.sql().split(" ", 2)[0])
                .containsExactly(tuple("7", "select"), tuple("8", "BEGIN"), tuple("8", "update"), tuple("8", "COMMIT"));
    }

    @Test
    void aTransactionIsKeptOnceWithEverythingInItThatIsMeant() {
        Statement begin = new Statement("1", "BEGIN", List.of());
        Statement first = new Statement("1", "select 1 from \"t_2\"", List.of());
        Statement second = new Statement("1", "delete from \"t_2\"", List.of());
        Statement commit = new Statement("1", "COMMIT", List.of());

        assertThat(Statement.about(Set.of("t_2"), List.of(begin, first, second, commit, begin, commit)))
                .containsExactly(begin, first, second, commit);
    }
}
