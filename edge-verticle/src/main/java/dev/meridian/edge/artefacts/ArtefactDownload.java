package dev.meridian.edge.artefacts;

import com.google.protobuf.ByteString;
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
import java.util.HexFormat;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Receives an artefact part by part into a file, as its bytes come, and tells its digest. Used on one context. */
public final class ArtefactDownload<T> {

    /** No artefact is larger, whatever a region says. */
    private static final long MOST_BYTES = 64L << 20;

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

    private final ReadStream<T> stream;
    private final Function<T, ByteString> bytesOf;
    private final AsyncFile file;
    private final MessageDigest digest = sha256();
    private final Promise<Received> done = Promise.promise();
    private long bytes;

    private ArtefactDownload(ReadStream<T> stream, Function<T, ByteString> bytesOf, AsyncFile file) {
        this.stream = stream;
        this.bytesOf = bytesOf;
        this.file = file;
    }

    /** @param bytesOf the artefact's bytes in a part, empty for none; may throw a problem */
    public static <T> Future<Received> receive(
            Vertx vertx, ReadStream<T> stream, Function<T, ByteString> bytesOf, Path into) {
        stream.pause();
        return vertx.fileSystem()
                .open(into.toString(), new OpenOptions().setCreateNew(true).setWrite(true))
                .compose(file -> new ArtefactDownload<>(stream, bytesOf, file).run());
    }

    private Future<Received> run() {
        stream.handler(this::take)
                .exceptionHandler(failure -> done.tryFail(broken("The artefact broke off.", failure)))
                .endHandler(ignored -> finish());
        stream.resume();
        return done.future().eventually(file::close);
    }

    private void take(T part) {
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
        if (bytes > MOST_BYTES) {
            stream.pause();
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
