package dev.meridian.region.databases.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.databases.rows.RowBatches.Counts;
import dev.meridian.region.databases.rows.RowBatches.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much of a file is in memory while its rows are being written. */
final class ImportFlowTest {

    private static final int PIECES = 40;
    private static final int ROWS_OF_A_PIECE = 100;

    private final List<Promise<Outcome>> writing = new ArrayList<>();
    private final List<Integer> written = new ArrayList<>();
    private int pieces;

    private Future<Buffer> piece() {
        pieces++;
        return Future.succeededFuture(
                Buffer.buffer(pieces > PIECES ? "" : "{\"name\":\"x\"}\n".repeat(ROWS_OF_A_PIECE)));
    }

    private Future<Outcome> write(List<JsonObject> rows) {
        Promise<Outcome> outcome = Promise.promise();
        writing.add(outcome);
        written.add(rows.size());
        return outcome.future();
    }

    private Future<ImportReport> begin() {
        return new Import(new PulledBody(this::piece), new JsonLinesReader(), this::write).run();
    }

    @Test
    void noMoreOfABodyIsReadThanABatchWhileOneIsWritten() {
        Future<ImportReport> report = begin();
        while (!report.isComplete()) {
            assertThat(writing).as("one batch at a time").hasSize(written.size());
            assertThat(pieces * ROWS_OF_A_PIECE).isLessThanOrEqualTo(500 * written.size() + ROWS_OF_A_PIECE);
            writing.getLast().complete(new Outcome.Written(new Counts(written.getLast(), 0, 0)));
        }

        assertThat(report.result().counts().created()).isEqualTo(PIECES * ROWS_OF_A_PIECE);
        assertThat(report.result().lines()).isEqualTo(PIECES * ROWS_OF_A_PIECE);
        assertThat(written).hasSize(8).containsOnly(500);
    }

    @Test
    void aFailureOfTheDatabaseTellsWhatIsIn() {
        Future<ImportReport> report = begin();
        writing.getFirst().complete(new Outcome.Written(new Counts(500, 0, 0)));

        writing.get(1).fail(Problem.overloaded("Too much to do"));

        assertThat(report.result().lines()).isEqualTo(500);
        assertThat(report.result().faults()).extracting(Fault::line).containsExactly(501L);
        assertThat(pieces).isLessThan(PIECES);
    }
}
