package dev.meridian.edge.artefacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.meridian.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A region's answer, as it may come, stop coming, or never begin. */
final class ArtefactDownloadTest {

    private static final Duration SHORT = Duration.ofMillis(100);

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Parts parts = new Parts();

    @AfterEach
    void close() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private Future<ArtefactDownload.Received> receive(Future<ReadStream<ByteString>> answer, Duration silence) {
        Promise<ArtefactDownload.Received> received = Promise.promise();
        vertx.runOnContext(
                turn -> ArtefactDownload.receive(vertx, answer, Function.identity(), folder.resolve("file"), silence)
                        .onComplete(received));
        return received.future();
    }

    @Test
    void whatComesIsKeptAndItsDigestTold() throws Exception {
        Future<ArtefactDownload.Received> received = receive(Future.succeededFuture(parts), Duration.ofSeconds(10));
        parts.come("ab");
        parts.come("c");
        parts.end();

        assertThat(received.await(10, TimeUnit.SECONDS))
                .isEqualTo(new ArtefactDownload.Received(
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 3));
        assertThat(folder.resolve("file")).hasContent("abc");
    }

    @Test
    void aRegionThatFallsSilentFailsAndWhatComesLateIsDropped() throws Exception {
        Future<ArtefactDownload.Received> received = receive(Future.succeededFuture(parts), SHORT);
        parts.come("ab");

        assertThatThrownBy(() -> received.await(10, TimeUnit.SECONDS))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("nothing for 100 ms");
        parts.come("c");
        assertThat(Files.size(folder.resolve("file"))).isEqualTo(2);
    }

    @Test
    void anAnswerThatDoesNotBeginFailsAndIsDroppedWhenItDoes() throws Exception {
        Promise<ReadStream<ByteString>> answer = Promise.promise();
        Future<ArtefactDownload.Received> received = receive(answer.future(), SHORT);

        assertThatThrownBy(() -> received.await(10, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        answer.complete(parts);
        parts.come("late");
        assertThat(folder.resolve("file")).doesNotExist();
    }

    /** Parts that come when the test says so, once somebody takes them. */
    private static final class Parts implements ReadStream<ByteString> {

        private @Nullable Handler<ByteString> handler;
        private @Nullable Handler<Void> endHandler;
        private boolean isFlowing;

        void come(String text) throws InterruptedException {
            deliver(() -> {
                if (handler != null) {
                    handler.handle(ByteString.copyFromUtf8(text));
                }
            });
        }

        void end() throws InterruptedException {
            deliver(() -> {
                if (endHandler != null) {
                    endHandler.handle(null);
                }
            });
        }

        private synchronized void deliver(Runnable part) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (!isFlowing) {
                assertThat(System.nanoTime()).as("somebody takes the parts").isLessThan(end);
                wait(100);
            }
            part.run();
        }

        @Override
        public synchronized ReadStream<ByteString> handler(@Nullable Handler<ByteString> it) {
            handler = it;
            return this;
        }

        @Override
        public synchronized ReadStream<ByteString> endHandler(@Nullable Handler<Void> it) {
            endHandler = it;
            return this;
        }

        @Override
        public ReadStream<ByteString> exceptionHandler(@Nullable Handler<Throwable> it) {
            return this;
        }

        @Override
        public synchronized ReadStream<ByteString> pause() {
            isFlowing = false;
            return this;
        }

        @Override
        public synchronized ReadStream<ByteString> resume() {
            isFlowing = true;
            notifyAll();
            return this;
        }

        @Override
        public ReadStream<ByteString> fetch(long amount) {
            return this;
        }
    }
}
