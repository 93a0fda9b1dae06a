package dev.meridian.functions.worker;

import dev.meridian.functions.wire.Frames;
import dev.meridian.functions.wire.MalformedFrame;
import dev.meridian.functions.wire.Message;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes in at the workers' doorway: a worker shows its token first, then sends results. Whoever breaks the protocol
 * is dropped. Confined to the pool's context.
 */
final class WorkerVisits implements Handler<NetSocket> {

    private static final Logger log = LoggerFactory.getLogger(WorkerVisits.class);
    private static final int FRAME_BYTES = 64 << 20;

    private final Function<String, Optional<Worker>> workers;
    private final Consumer<Worker> ready;
    private final BiConsumer<Worker, Message.Result> ended;
    private final Consumer<Worker> broken;

    /**
     * @param workers the worker that was given a token
     * @param ready told of a worker that has shown its token
     * @param ended told of each result
     * @param broken told of a worker that broke the protocol
     */
    WorkerVisits(
            Function<String, Optional<Worker>> workers,
            Consumer<Worker> ready,
            BiConsumer<Worker, Message.Result> ended,
            Consumer<Worker> broken) {
        this.workers = workers;
        this.ready = ready;
        this.ended = ended;
        this.broken = broken;
    }

    @Override
    public void handle(NetSocket socket) {
        Frames frames = new Frames(FRAME_BYTES);
        Visit visit = new Visit(socket);
        socket.exceptionHandler(failure -> log.atDebug().setCause(failure).log("A worker's connection failed"));
        socket.handler(chunk -> received(visit, frames, chunk));
    }

    private void received(Visit visit, Frames frames, Buffer chunk) {
        try {
            for (Message message : frames.accept(chunk.getBytes(), chunk.length())) {
                received(visit, message);
            }
        } catch (MalformedFrame malformed) {
            log.atWarn().setCause(malformed).log("A worker broke the protocol and is dropped");
            visit.socket.close();
            if (visit.worker != null) {
                broken.accept(visit.worker);
            }
        }
    }

    private void received(Visit visit, Message message) throws MalformedFrame {
        Worker worker = visit.worker;
        if (worker == null) {
            announced(visit, message);
        } else if (message instanceof Message.Result result) {
            ended.accept(worker, result);
        } else {
            throw new MalformedFrame(
                    "A worker does not send " + message.getClass().getSimpleName());
        }
    }

    private void announced(Visit visit, Message message) throws MalformedFrame {
        Optional<Worker> known =
                message instanceof Message.Announce announce ? workers.apply(announce.token()) : Optional.empty();
        Worker worker = known.filter(it -> !it.isConnected()).orElse(null);
        if (worker == null) {
            throw new MalformedFrame("Someone without a token came to the workers' socket");
        }
        visit.worker = worker;
        worker.connected(visit.socket, System.nanoTime());
        ready.accept(worker);
    }

    /** A connection, and whose it is once that is known. */
    private static final class Visit {
        private final NetSocket socket;
        private @Nullable Worker worker;

        Visit(NetSocket socket) {
            this.socket = socket;
        }
    }
}
