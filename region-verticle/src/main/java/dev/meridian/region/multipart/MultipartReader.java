package dev.meridian.region.multipart;

import dev.meridian.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one form from a paused body, on the event loop of its request. The body is asked for the next piece when the sink
 * has taken all of the last.
 */
public final class MultipartReader {

    /** So much of a refused body is still read, so that the client hears the answer rather than a broken pipe. */
    private static final long MAX_DRAINED_BYTES = 64L << 20;

    private static final Pattern INDEX = Pattern.compile("\\[[0-9]*]$");

    private final ReadStream<Buffer> body;
    private final MultipartParser parser;
    private final FileSink sink;
    private final Promise<Form> form = Promise.promise();
    private final Queue<PartEvent> events = new ArrayDeque<>();
    private final Map<String, Object> fields = new HashMap<>();
    private final Map<String, List<String>> lists = new HashMap<>();
    private boolean isWriting;
    private boolean isEnded;
    private Form.@Nullable FilePart file;
    private @Nullable Problem refusal;
    private long drained;

    private MultipartReader(ReadStream<Buffer> body, MultipartParser parser, FileSink sink) {
        this.body = body;
        this.parser = parser;
        this.sink = sink;
    }

    /**
     * @param contentType of the request
     * @return the form, once the sink took the whole file; fails with a problem if it is malformed or costs too much, or as
     *     the sink or the body failed. The sink then holds part of a file, which is the caller's to discard.
     */
    public static Future<Form> read(ReadStream<Buffer> body, String contentType, FormLimits limits, FileSink sink) {
        return MultipartParser.boundary(contentType)
                .map(boundary -> new MultipartReader(body, new MultipartParser(boundary, limits), sink).start())
                .orElseGet(() -> Future.failedFuture(
                        PartHead.malformed("the Content-Type is not multipart/form-data with a boundary")));
    }

    /** Reads a body of a request that is refused already, so that the client hears why; bounded. Never fails. */
    public static Future<Void> discard(ReadStream<Buffer> body) {
        Promise<Void> done = Promise.promise();
        AtomicLong left = new AtomicLong(MAX_DRAINED_BYTES);
        body.exceptionHandler(gone -> done.tryComplete());
        body.endHandler(end -> done.tryComplete());
        body.handler(piece -> {
            if (left.addAndGet(-piece.length()) < 0) {
                body.pause();
                done.tryComplete();
            }
        });
        body.resume();
        return done.future();
    }

    private Future<Form> start() {
        body.exceptionHandler(form::tryFail);
        body.endHandler(end -> {
            isEnded = true;
            proceed();
        });
        body.handler(this::take);
        body.fetch(1);
        return form.future();
    }

    private void take(Buffer piece) {
        if (refusal != null) {
            drained += piece.length();
        } else {
            try {
                events.addAll(parser.feed(piece));
            } catch (Problem problem) {
                refuse(problem);
            }
        }
        proceed();
    }

    private void refuse(Problem problem) {
        refusal = problem;
        events.clear();
    }

    private void proceed() {
        while (!isWriting && !events.isEmpty()) {
            act(events.remove());
        }
        if (isWriting) {
            return;
        }
        if (refusal != null && (isEnded || drained > MAX_DRAINED_BYTES)) {
            form.tryFail(refusal);
        } else if (isEnded) {
            finish();
        } else {
            body.fetch(1);
        }
    }

    private void act(PartEvent event) {
        switch (event) {
            case PartEvent.Field(String name, String value) -> keep(name, value);
            case PartEvent.FileBegin(String name, String fileName) -> {
                file = new Form.FilePart(name, fileName, 0);
                await(sink.open());
            }
            case PartEvent.FileData(Buffer bytes) -> {
                if (file != null) {
                    file = new Form.FilePart(file.field(), file.name(), file.bytes() + bytes.length());
                }
                await(sink.write(bytes));
            }
            case PartEvent.FileEnd() -> {}
        }
    }

    private void keep(String name, String value) {
        String key = INDEX.matcher(name).replaceFirst("");
        if (key.equals(name)) {
            fields.put(name, value);
        } else {
            fields.put(key, lists.merge(key, List.of(value), (known, one) -> {
                List<String> all = new ArrayList<>(known);
                all.addAll(one);
                return all;
            }));
        }
    }

    private void await(Future<Void> taken) {
        if (taken.succeeded()) {
            return;
        }
        isWriting = true;
        taken.onComplete(done -> {
            isWriting = false;
            if (done.failed()) {
                refuse(Problem.from(done.cause()));
            }
            proceed();
        });
    }

    private void finish() {
        try {
            parser.end();
            form.tryComplete(new Form(fields, file));
        } catch (Problem problem) {
            form.tryFail(problem);
        }
    }
}
