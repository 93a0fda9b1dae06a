package dev.meridian.edge.artefacts;

import com.google.protobuf.ByteString;
import dev.meridian.core.archive.ArchiveLimits;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.streams.ReadStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Receives an artefact part by part into a file, as its bytes come, and tells its digest. A region that falls silent has
 * failed: those who wait must not hang with it. What still comes after a failure is taken and dropped, so that it does not
 * hold the window of a connection that other calls share. Used on one context.
 */
public final class ArtefactDownload<T> {

    /** How long a region may be silent. */
    public static final Duration SILENCE = Duration.ofSeconds(10);

    /**
     * What was received.
     *
     * @param sha256 lower-case hex
     */
    public record Received(String sha256, long bytes) {

        /** Throws a problem if this is not what the registry or the region named. */
        public void check(String expected) {
            if (!sha256.equals(expected)) {
                throw broken("The artefact is not the one that the region names.", null);
            }
        }
    }

    private final Vertx vertx;
    private final ReadStream<T> stream;
    private final Function<T, ByteString> bytesOf;
    private final AsyncFile file;
    private final Duration silence;
    private final MessageDigest digest = sha256();
    private final Promise<Received> done = Promise.promise();
    private long bytes;
    private long timer;

    private ArtefactDownload(
            Vertx vertx, ReadStream<T> stream, Function<T, ByteString> bytesOf, AsyncFile file, Duration silence) {
        this.vertx = vertx;
        this.stream = stream;
        this.bytesOf = bytesOf;
        this.file = file;
        this.silence = silence;
    }

    /**
     * @param answer a region's, once it begins
     * @param bytesOf the artefact's bytes in a part, empty for none; may throw a problem
     * @param silence how long to wait for the answer, and for each part of it
     */
    public static <T> Future<Received> receive(
            Vertx vertx, Future<ReadStream<T>> answer, Function<T, ByteString> bytesOf, Path into, Duration silence) {
        return answer.timeout(silence.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(ignored -> answer.onSuccess(ArtefactDownload::drop))
                .compose(stream -> open(vertx, stream.pause(), into)
                        .compose(file -> new ArtefactDownload<>(vertx, stream, bytesOf, file, silence).run()));
    }

    private static <T> Future<AsyncFile> open(Vertx vertx, ReadStream<T> stream, Path into) {
        return vertx.fileSystem()
                .open(into.toString(), new OpenOptions().setCreateNew(true).setWrite(true))
                .onFailure(failure -> drop(stream));
    }

    private static <T> void drop(ReadStream<T> stream) {
        stream.handler(part -> {})
                .exceptionHandler(failure -> {})
                .endHandler(end -> {})
                .resume();
    }

    private Future<Received> run() {
        stream.handler(this::take)
                .exceptionHandler(failure -> done.tryFail(broken("The artefact broke off.", failure)))
                .endHandler(ignored -> finish());
        listen();
        stream.resume();
        return done.future()
                .onComplete(over -> vertx.cancelTimer(timer))
                .onFailure(failure -> drop(stream))
                .eventually(file::close);
    }

    private void listen() {
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(
                silence.toMillis(),
                late -> done.tryFail(broken("The region has sent nothing for " + silence.toMillis() + " ms.", null)));
    }

    private void take(T part) {
        listen();
        try {
            write(bytesOf.apply(part));
        } catch (Problem malformed) {
            done.tryFail(malformed);
        }
    }

    private void write(ByteString part) {
        bytes += part.size();
        if (part.isEmpty() || done.future().isComplete()) {
            return;
        }
        if (bytes > ArchiveLimits.ARTEFACT_BYTES) {
            done.tryFail(broken("The artefact is larger than any may be.", null));
            return;
        }
        byte[] slice = part.toByteArray();
        digest.update(slice);
        file.write(Buffer.buffer(slice)).onFailure(done::tryFail);
        if (file.writeQueueFull()) {
            stream.pause();
            file.drainHandler(ignored -> stream.resume());
        }
    }

    private void finish() {
        Received received = new Received(HexFormat.of().formatHex(digest.digest()), bytes);
        file.flush().onSuccess(ignored -> done.tryComplete(received)).onFailure(done::tryFail);
    }

    /** What a region sent is not what it should be. */
    public static Problem broken(String text, @Nullable Throwable cause) {
        return Problem.upstream(ProblemType.REGION_UNAVAILABLE, text, true, cause);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
