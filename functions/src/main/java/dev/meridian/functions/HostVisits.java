package dev.meridian.functions;

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
 * What comes in at the hosts' doorway: a host shows its token first, then sends responses, what calls want fetched, and
 * answers to pings. Whoever
 * breaks the protocol is dropped. Confined to the pool's context.
 */
final class HostVisits implements Handler<NetSocket> {

    private static final Logger log = LoggerFactory.getLogger(HostVisits.class);

    private final Function<String, Optional<Host>> hosts;
    private final Consumer<Host> ready;
    private final BiConsumer<Host, Message.Result> ended;

    /**
     * @param hosts the host that was given a token
     * @param ready told of a host that has shown its token
     * @param ended told of each result
     */
    HostVisits(Function<String, Optional<Host>> hosts, Consumer<Host> ready, BiConsumer<Host, Message.Result> ended) {
        this.hosts = hosts;
        this.ready = ready;
        this.ended = ended;
    }

    @Override
    public void handle(NetSocket socket) {
        Frames frames = new Frames(Premises.FRAME_BYTES);
        Visit visit = new Visit(socket);
        socket.exceptionHandler(failure -> log.atDebug().setCause(failure).log("A function host's connection failed"));
        socket.handler(chunk -> received(visit, frames, chunk));
    }

    private void received(Visit visit, Frames frames, Buffer chunk) {
        try {
            for (Message message : frames.accept(chunk.getBytes(), chunk.length())) {
                received(visit, message);
            }
        } catch (MalformedFrame malformed) {
            log.atError().setCause(malformed).log("A function host broke the protocol and is dropped");
            visit.socket.close();
            if (visit.host != null) {
                visit.host.process().kill();
            }
        }
    }

    private void received(Visit visit, Message message) throws MalformedFrame {
        Host host = visit.host;
        if (host == null) {
            announced(visit, message);
            return;
        }
        switch (message) {
            case Message.Result result -> ended.accept(host, result);
            case Message.Respond begun -> host.responding(begun);
            case Message.Write piece -> host.writing(piece);
            case Message.Fetch fetch -> host.errands().begin(fetch);
            case Message.FetchWrite piece -> host.errands().write(piece);
            case Message.FetchPull pull -> host.errands().pull(pull.fetch());
            case Message.FetchCancel cancelled -> host.errands().cancel(cancelled.fetch());
            case Message.Pong pong -> host.heard(pong, System.nanoTime());
            default ->
                throw new MalformedFrame(
                        "A host does not send " + message.getClass().getSimpleName());
        }
    }

    private void announced(Visit visit, Message message) throws MalformedFrame {
        Optional<Host> known =
                message instanceof Message.Announce announce ? hosts.apply(announce.token()) : Optional.empty();
        Host host = known.filter(it -> !it.isConnected()).orElse(null);
        if (host == null) {
            throw new MalformedFrame("Someone without a token came to the function hosts' socket");
        }
        visit.host = host;
        host.connected(visit.socket, System.nanoTime());
        ready.accept(host);
    }

    /** A connection, and whose it is once that is known. */
    private static final class Visit {
        private final NetSocket socket;
        private @Nullable Host host;

        Visit(NetSocket socket) {
            this.socket = socket;
        }
    }
}
