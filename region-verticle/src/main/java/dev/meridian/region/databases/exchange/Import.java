package dev.meridian.region.databases.exchange;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.databases.rows.RowBatches.Counts;
import dev.meridian.region.databases.rows.RowBatches.Outcome;
import dev.meridian.region.databases.rows.RowBatches.Refusal;
import dev.meridian.region.multipart.MultipartReader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/**
 * Writes the rows of a body that is a file, batch by batch, each when all of the one before it is in; of the body no more is
 * asked for meanwhile. Used once, on the event loop of its request.
 *
 * <p>Whatever is wrong with a row of a batch, or with the line behind its last, keeps all of the batch out and ends the import.
 */
final class Import {

    private final ReadStream<Buffer> body;
    private final LineReader reader;
    private final Function<List<JsonObject>, Future<Outcome>> write;
    private final Promise<ImportReport> report = Promise.promise();
    private final Queue<Entry> entries = new ArrayDeque<>();
    private Batch batch = new Batch();
    private Counts counts = Counts.NONE;
    private List<Fault> faults = List.of();
    private long lines;
    private boolean isWriting;
    private boolean isEnded;
    private boolean isBodyOver;

    /** @param write what writes a batch */
    Import(ReadStream<Buffer> body, LineReader reader, Function<List<JsonObject>, Future<Outcome>> write) {
        this.body = body;
        this.reader = reader;
        this.write = write;
    }

    /** Fails where the body does, or for a reason that is not in the file. */
    Future<ImportReport> run() {
        body.exceptionHandler(broken -> {
            isBodyOver = true;
            report.tryFail(broken);
        });
        body.endHandler(end -> {
            isBodyOver = true;
            isEnded = true;
            read(() -> reader.end(entries::add));
        });
        body.handler(piece -> read(() -> reader.feed(piece, entries::add)));
        body.fetch(1);
        return report.future();
    }

    /** Lets what was not read of the body pass by, so that its sender hears the answer. */
    Future<Void> passRest() {
        return isBodyOver ? Future.succeededFuture() : MultipartReader.discard(body);
    }

    private void read(Runnable reading) {
        if (faults.isEmpty()) {
            try {
                reading.run();
            } catch (Malformed malformed) {
                faults = List.of(malformed.fault());
            }
        }
        proceed();
    }

    private void proceed() {
        if (isWriting || report.future().isComplete()) {
            return;
        }
        boolean isFull = false;
        while (!isFull && !entries.isEmpty()) {
            isFull = !batch.take(entries.element());
            if (!isFull) {
                entries.remove();
            }
        }
        if (isFull || (isEnded && faults.isEmpty() && !batch.isEmpty())) {
            write();
        } else if (isEnded || !faults.isEmpty()) {
            report.tryComplete(new ImportReport(counts, lines, faults));
        } else {
            body.fetch(1);
        }
    }

    private void write() {
        isWriting = true;
        Batch writing = batch;
        batch = new Batch();
        write.apply(writing.rows())
                .onFailure(failure -> failed(writing, failure))
                .onSuccess(outcome -> {
                    isWriting = false;
                    switch (outcome) {
                        case Outcome.Written(Counts more) -> {
                            counts = counts.plus(more);
                            lines = writing.lastLine();
                        }
                        case Outcome.Refused(List<Refusal> refusals) -> {
                            entries.clear();
                            faults = refusals.stream()
                                    .map(refusal -> new Fault(writing.line(refusal.index()), refusal.problem()))
                                    .toList();
                        }
                    }
                    proceed();
                });
    }

    /** What is not the fault of the file ends the import too; what is in is told all the same. */
    private void failed(Batch writing, Throwable failure) {
        if (failure instanceof Problem problem && !problem.type().equals(ProblemType.SERVER_ERROR)) {
            report.tryComplete(new ImportReport(counts, lines, List.of(new Fault(writing.line(0), problem))));
        } else {
            report.tryFail(failure);
        }
    }
}
