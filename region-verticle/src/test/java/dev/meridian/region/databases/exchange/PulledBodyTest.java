package dev.meridian.region.databases.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A piece is made when somebody waits for it, and not before. */
final class PulledBodyTest {

    private final List<Promise<Buffer>> asked = new ArrayList<>();
    private final List<String> got = new ArrayList<>();
    private final PulledBody body = new PulledBody(this::ask);

    private Future<Buffer> ask() {
        Promise<Buffer> piece = Promise.promise();
        asked.add(piece);
        return piece.future();
    }

    private void read() {
        body.handler(piece -> got.add(piece.toString()));
        body.endHandler(end -> got.add("end"));
        body.exceptionHandler(failure -> got.add("failed"));
    }

    @Test
    void nothingIsMadeBeforeAReaderAsks() {
        read();
        assertThat(asked).isEmpty();

        body.resume();

        assertThat(asked).hasSize(1);
    }

    @Test
    void aReaderWhoPausesIsKeptOnePieceAndNoOtherIsMade() {
        read();
        body.resume();
        body.pause();

        asked.getFirst().complete(Buffer.buffer("one"));
        assertThat(got).isEmpty();
        assertThat(asked).hasSize(1);

        body.resume();
        assertThat(got).containsExactly("one");
        assertThat(asked).hasSize(2);
    }

    @Test
    void asManyPiecesAreGivenAsWereAskedFor() {
        read();
        body.fetch(1);
        asked.getFirst().complete(Buffer.buffer("one"));

        assertThat(got).containsExactly("one");
        assertThat(asked).hasSize(1);
    }

    @Test
    void forAReaderWhoIsGoneNothingIsMade() {
        read();
        body.resume();
        body.handler(null);
        asked.getFirst().complete(Buffer.buffer("one"));

        body.resume();

        assertThat(got).isEmpty();
        assertThat(asked).hasSize(1);
    }

    @Test
    void anEmptyPieceIsTheEndAndAFailureIsToldOnce() {
        read();
        body.resume();
        asked.getFirst().complete(Buffer.buffer());
        body.resume();
        assertThat(got).containsExactly("end");

        PulledBody failing = new PulledBody(this::ask);
        failing.handler(piece -> got.add("piece"));
        failing.exceptionHandler(failure -> got.add("failed"));
        failing.resume();
        asked.getLast().fail("broken");
        failing.resume();
        assertThat(got).containsExactly("end", "failed");
    }
}
