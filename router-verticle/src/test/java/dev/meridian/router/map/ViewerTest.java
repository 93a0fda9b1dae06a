package dev.meridian.router.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.cluster.Wait;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.Provenance;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.time.Deadline;
import dev.meridian.core.topology.NodeView;
import dev.meridian.router.TestingNodes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ViewerTest {

    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final List<NodeView> nodes = new CopyOnWriteArrayList<>(List.of(TestingNodes.edge("edge-fra", "fra")));
    private final NodeWatch watch = new NodeWatch(() -> List.copyOf(nodes));
    private final Picture picture = new Picture(
            "epoch", new JsonObject(), new Scene(() -> List.copyOf(nodes), watch), watch.changes(), new Ring(1));
    private final Sink sink = new Sink();
    private final Open exchange = new Open(Promise.promise());
    private final Context context = vertx.getOrCreateContext();
    private final Viewer viewer = new Viewer(context, exchange, sink, -1);

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void whoReadsSlowlyHoldsOnePieceAndGetsWhatItMissedInTheNext() {
        sink.isFull = true;
        tell(0);
        settle();
        for (int second = 1; second <= 5; second++) {
            change(second / 10.0);
            tell(second);
        }
        settle();

        assertThat(sink.written).hasSize(1);
        assertThat(sink.written.getFirst()).contains("event: snapshot");

        sink.drain();
        tell(5);
        settle();

        assertThat(sink.written).hasSize(2);
        assertThat(sink.written.getLast().split("event: delta", -1)).hasSize(6);
        assertThat(sink.written.getLast()).contains("id: epoch-6\n").contains("\"load\":0.5");
    }

    @Test
    void whoMissedMoreThanIsKeptGetsASnapshot() {
        sink.isFull = true;
        tell(0);
        settle();
        for (int second = 1; second <= 40; second++) {
            change(second / 100.0);
            tell(second);
        }
        sink.drain();
        tell(40);
        settle();

        assertThat(sink.written).hasSize(2);
        assertThat(sink.written.getLast()).contains("event: snapshot").contains("\"load\":0.4");
    }

    @Test
    void whereNothingChangesACommentComesNowAndThen() {
        for (int second = 0; second <= 25; second++) {
            tell(second);
            settle();
        }

        assertThat(sink.written).hasSize(3);
        assertThat(sink.written.subList(1, 3)).containsOnly(":\n\n");
    }

    @Test
    void toAnExchangeThatHasEndedNothingIsWritten() {
        exchange.end.complete();
        tell(0);
        settle();

        assertThat(sink.written).isEmpty();
    }

    private void change(double load) {
        nodes.replaceAll(node -> TestingNodes.loaded(node, load));
    }

    private void tell(int second) {
        Instant now = NOON.plusSeconds(second);
        picture.refresh(now);
        viewer.tell(picture, now);
    }

    /** Lets the viewer's context do what it was given. */
    private void settle() {
        Promise<Void> turn = Promise.promise();
        context.runOnContext(turned -> turn.complete());
        Wait.until("the context has had its turn", () -> turn.future().isComplete());
    }

    /** A connection that may be full. */
    private static final class Sink implements WriteStream<Buffer> {

        final List<String> written = new CopyOnWriteArrayList<>();
        volatile boolean isFull;
        private @Nullable Handler<Void> drained;

        void drain() {
            isFull = false;
            if (drained != null) {
                drained.handle(null);
            }
        }

        @Override
        public Future<Void> write(Buffer data) {
            written.add(data.toString());
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> end() {
            return Future.succeededFuture();
        }

        @Override
        public boolean writeQueueFull() {
            return isFull;
        }

        @Override
        public WriteStream<Buffer> setWriteQueueMaxSize(int most) {
            return this;
        }

        @Override
        public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
            drained = handler;
            return this;
        }

        @Override
        public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
            return this;
        }
    }

    /** An exchange of which only the end matters. */
    private record Open(Promise<Void> end) implements Exchange {

        @Override
        public Future<Void> ended() {
            return end.future();
        }

        @Override
        public RequestHead request() {
            throw new UnsupportedOperationException("a viewer does not ask for it");
        }

        @Override
        public Provenance provenance() {
            throw new UnsupportedOperationException("a viewer does not ask for it");
        }

        @Override
        public Deadline deadline() {
            throw new UnsupportedOperationException("a viewer does not ask for it");
        }

        @Override
        public ReadStream<Buffer> body() {
            throw new UnsupportedOperationException("a viewer does not ask for it");
        }

        @Override
        public ReadStream<Buffer> switched() {
            throw new UnsupportedOperationException("a viewer does not ask for it");
        }

        @Override
        public void inform(int status, MultiMap headers) {
            throw new UnsupportedOperationException("a viewer says nothing before");
        }

        @Override
        public WriteStream<Buffer> respond(int status, MultiMap headers, long contentLength) {
            throw new UnsupportedOperationException("a viewer does not respond");
        }

        @Override
        public boolean isResponded() {
            return true;
        }

        @Override
        public void abort() {
            end.fail("aborted");
        }
    }
}
