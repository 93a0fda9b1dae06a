package dev.meridian.functions.worker;

import dev.meridian.functions.wire.Frames;
import dev.meridian.functions.wire.MalformedFrame;
import dev.meridian.functions.wire.Message;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes in at the workers' doorway: a worker shows its token first, then sends responses. Whoever breaks the protocol
 * is dropped. Confined to the pool's context.
 */
final class WorkerVisits implements Handler<NetSocket> {

    private static final Logger log = LoggerFactory.getLogger(WorkerVisits.class);
    private static final int FRAME_BYTES = 64 << 20;

    private final Listener listener;

    WorkerVisits(Listener listener) {
        this.listener = listener;
    }

    /** Who hears of what workers say. */
    interface Listener {

        /** The worker that was given a token. */
        Optional<Worker> worker(String token);

        /** A worker has shown its token. */
        void ready(Worker worker);

        void ended(Worker worker, Message.Result result);

        /** A response that is streamed begins. */
        void responding(Worker worker, Message.Respond begun);

        void writing(Worker worker, Message.Write piece);

        /** A worker has broken the protocol. */
        void broken(Worker worker);
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
                listener.broken(visit.worker);
            }
        }
    }

    private void received(Visit visit, Message message) throws MalformedFrame {
        Worker worker = visit.worker;
        if (worker == null) {
            announced(visit, message);
            return;
        }
        switch (message) {
            case Message.Result result -> listener.ended(worker, result);
            case Message.Respond begun -> listener.responding(worker, begun);
            case Message.Write piece -> listener.writing(worker, piece);
            default ->
                throw new MalformedFrame(
                        "A worker does not send " + message.getClass().getSimpleName());
        }
    }

    private void announced(Visit visit, Message message) throws MalformedFrame {
        Optional<Worker> known =
                message instanceof Message.Announce announce ? listener.worker(announce.token()) : Optional.empty();
        Worker worker = known.filter(it -> !it.isConnected()).orElse(null);
        if (worker == null) {
            throw new MalformedFrame("Someone without a token came to the workers' socket");
        }
        visit.worker = worker;
        worker.connected(visit.socket, System.nanoTime());
        listener.ready(worker);
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
