package dev.meridian.functions.worker;

import dev.meridian.functions.wire.Frames;
import dev.meridian.functions.wire.MalformedFrame;
import dev.meridian.functions.wire.Message;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes in at the doorway of one worker, which the tenant's code in it can come to as well: the worker shows its
 * token first, then sends responses. Whoever does otherwise is dropped, and once the worker is in, nobody else is let in.
 * Confined to the pool's context.
 */
final class WorkerVisits implements Handler<NetSocket> {

    private static final Logger log = LoggerFactory.getLogger(WorkerVisits.class);

    /** A response, its headers, and logs in which every character has four bytes. */
    private static final int FRAME_BYTES = 24 << 20;

    private static final int ANNOUNCE_BYTES = 1_024;
    private static final int STRANGERS = 4;

    private final Worker worker;
    private final Listener listener;
    private int strangers;

    WorkerVisits(Worker worker, Listener listener) {
        this.worker = worker;
        this.listener = listener;
    }

    /** Who hears of what workers say. */
    interface Listener {

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
        if (worker.isConnected() || strangers >= STRANGERS) {
            socket.close();
            return;
        }
        strangers++;
        Visit visit = new Visit(socket);
        socket.exceptionHandler(failure -> log.atDebug().setCause(failure).log("A worker's connection failed"));
        socket.closeHandler(closed -> left(visit));
        socket.handler(chunk -> received(visit, chunk));
    }

    private void left(Visit visit) {
        if (!visit.isWorker) {
            strangers--;
        }
    }

    private void received(Visit visit, Buffer chunk) {
        try {
            for (Message message : visit.frames.accept(chunk.getBytes(), chunk.length())) {
                received(visit, message);
            }
        } catch (MalformedFrame malformed) {
            log.atDebug().setCause(malformed).log("Someone at a worker's doorway broke the protocol");
            visit.socket.close();
            if (visit.isWorker) {
                listener.broken(worker);
            }
        }
    }

    private void received(Visit visit, Message message) throws MalformedFrame {
        if (!visit.isWorker) {
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
        if (worker.isConnected()
                || !(message instanceof Message.Announce announce)
                || !worker.isToken(announce.token())) {
            throw new MalformedFrame("Someone without a token came to a worker's socket");
        }
        visit.isWorker = true;
        visit.frames = new Frames(FRAME_BYTES);
        strangers--;
        worker.connected(visit.socket, System.nanoTime());
        listener.ready(worker);
    }

    /** A connection, and whether it is the worker's. */
    private static final class Visit {
        private final NetSocket socket;
        private Frames frames = new Frames(ANNOUNCE_BYTES);
        private boolean isWorker;

        Visit(NetSocket socket) {
            this.socket = socket;
        }
    }
}
