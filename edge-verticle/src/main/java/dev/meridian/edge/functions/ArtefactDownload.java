package dev.meridian.edge.functions;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.proto.deployments.v1.FetchResponse;
import dev.meridian.proto.deployments.v1.Launch;
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
import org.jspecify.annotations.Nullable;

/**
 * Receives what a region answers to {@code Deployments/Fetch}: a launch specification, then the artefact's bytes, which
 * go to a file as they come and are checked at the end. Used on one context.
 */
final class ArtefactDownload {

    /** No function's artefact is larger, whatever a region says. */
    private static final long MOST_BYTES = 64L << 20;

    /**
     * What was received.
     *
     * @param bytes of the artefact; 0 when it was held already
     */
    record Received(Launch launch, long bytes) {}

    private final ReadStream<FetchResponse> stream;
    private final AsyncFile file;
    private final MessageDigest digest = sha256();
    private final Promise<Received> done = Promise.promise();
    private @Nullable Launch launch;
    private long bytes;

    private ArtefactDownload(ReadStream<FetchResponse> stream, AsyncFile file) {
        this.stream = stream;
        this.file = file;
    }

    static Future<Received> receive(Vertx vertx, ReadStream<FetchResponse> stream, Path into) {
        stream.pause();
        return vertx.fileSystem()
                .open(into.toString(), new OpenOptions().setCreateNew(true).setWrite(true))
                .compose(file -> new ArtefactDownload(stream, file).run());
    }

    private Future<Received> run() {
        stream.handler(this::take)
                .exceptionHandler(failure -> done.tryFail(broken("The artefact broke off.", failure)))
                .endHandler(ignored -> finish());
        stream.resume();
        return done.future().eventually(file::close);
    }

    private void take(FetchResponse part) {
        switch (part.getPartCase()) {
            case LAUNCH -> launch = part.getLaunch();
            case ARTEFACT -> write(part);
            case PART_NOT_SET -> done.tryFail(broken("The region sent an empty part.", null));
        }
    }

    private void write(FetchResponse part) {
        bytes += part.getArtefact().size();
        if (done.future().isComplete()) {
            return;
        }
        if (bytes > MOST_BYTES) {
            stream.pause();
            done.tryFail(broken("The artefact is larger than any may be.", null));
            return;
        }
        byte[] slice = part.getArtefact().toByteArray();
        digest.update(slice);
        file.write(Buffer.buffer(slice)).onFailure(done::tryFail);
        if (file.writeQueueFull()) {
            stream.pause();
            file.drainHandler(ignored -> stream.resume());
        }
    }

    private void finish() {
        Launch received = launch;
        if (received == null) {
            done.tryFail(broken("The region sent no launch specification.", null));
        } else if (bytes > 0 && !HexFormat.of().formatHex(digest.digest()).equals(received.getArtefactSha256())) {
            done.tryFail(broken("The artefact is not the one that the region names.", null));
        } else {
            file.flush()
                    .onSuccess(ignored -> done.tryComplete(new Received(received, bytes)))
                    .onFailure(done::tryFail);
        }
    }

    private static Problem broken(String text, @Nullable Throwable cause) {
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
