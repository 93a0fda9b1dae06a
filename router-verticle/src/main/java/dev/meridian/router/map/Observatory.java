package dev.meridian.router.map;

import dev.meridian.core.cluster.EventPlane;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.purge.PurgePlane;
import dev.meridian.core.topology.NodeView;
import dev.meridian.proto.topology.v1.State;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.WriteStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks at the network once a second and tells those who look at the map. Its context is a worker's, one thread of its own:
 * a picture of a thousand nodes takes longer than an event loop may be held up.
 */
final class Observatory extends VerticleBase {

    static final int MOST_VIEWERS = 64;

    private static final long LOOK_MILLIS = 1_000;

    private final NodeContext node;
    private final NodeWatch watch;
    private final Ticker ticker;
    private final Picture picture;
    private final List<Viewer> viewers = new ArrayList<>();
    private final AtomicInteger admitted = new AtomicInteger();
    private final Promise<Void> gone = Promise.promise();
    private EventPlane.Subscription purges = () -> {};
    private volatile boolean isClosing;

    Observatory(NodeContext node, boolean namesProjects) {
        this.node = node;
        this.watch = new NodeWatch(node.topology());
        this.ticker = new Ticker(namesProjects, node.registry().snapshot());
        JsonObject about =
                new JsonObject().put("router", node.settings().name()).put("namesProjects", namesProjects);
        this.picture = new Picture(
                node.ids().unique(), about, new Scene(node.topology(), watch), watch.changes(), ticker.events());
    }

    @Override
    public Future<?> start() {
        purges = node.events().subscribe(PurgePlane.PURGES, event -> ticker.purged(event, now()));
        look();
        vertx.setPeriodic(LOOK_MILLIS, timer -> look());
        return Future.succeededFuture();
    }

    /** Waits a moment for the last to be gone: what is left to do needs the context. */
    @Override
    public Future<?> stop() {
        purges.cancel();
        dismiss();
        return admitted.get() == 0
                ? Future.succeededFuture()
                : gone.future().timeout(LOOK_MILLIS, TimeUnit.MILLISECONDS).otherwiseEmpty();
    }

    /** Any thread. */
    void note(String name, String what, String reason) {
        watch.note(now(), name, what, reason);
    }

    /** The present picture, on the caller's context. Any thread. */
    Future<Buffer> snapshot() {
        Context caller = node.vertx().getOrCreateContext();
        Promise<Buffer> promise = Promise.promise();
        context.runOnContext(turn -> {
            picture.refresh(now());
            Buffer body = Buffer.buffer(picture.snapshot());
            caller.runOnContext(back -> promise.complete(body));
        });
        return promise.future();
    }

    /**
     * Answers an exchange with changes until it ends, or until this router drains. On the exchange's context.
     *
     * @param lastId of the picture that it was last told of; empty text for none
     * @throws Problem where as many look as may
     */
    void show(Exchange exchange, String lastId, MultiMap headers) {
        if (isClosing) {
            throw Problem.overloaded("This router drains; another has the map");
        }
        if (admitted.incrementAndGet() > MOST_VIEWERS) {
            admitted.decrementAndGet();
            throw Problem.overloaded("As many look at the map of this router as may; come again in a moment");
        }
        WriteStream<Buffer> sink = exchange.respond(200, headers, -1);
        Viewer viewer = new Viewer(node.vertx().getOrCreateContext(), exchange, sink, picture.numberOf(lastId));
        context.runOnContext(turn -> admit(viewer));
        exchange.ended()
                .onComplete(ended -> context.runOnContext(turn -> {
                    viewers.remove(viewer);
                    if (admitted.decrementAndGet() == 0 && isClosing) {
                        gone.tryComplete();
                    }
                }));
    }

    private void admit(Viewer viewer) {
        if (isClosing) {
            viewer.end();
            return;
        }
        viewers.add(viewer);
        Instant now = now();
        picture.refresh(now);
        viewer.tell(picture, now);
    }

    private void look() {
        Instant now = now();
        watch.look(now);
        ticker.look(node.registry().snapshot(), now);
        if (isDraining()) {
            dismiss();
        } else if (!viewers.isEmpty()) {
            picture.refresh(now);
            viewers.forEach(viewer -> viewer.tell(picture, now));
        }
    }

    /** Streams would keep the doors from closing. */
    private boolean isDraining() {
        return node.topology().nodes().stream()
                .filter(view -> view.info().getName().equals(node.settings().name()))
                .map(NodeView::state)
                .anyMatch(state -> state == State.STATE_DRAINING || state == State.STATE_STOPPED);
    }

    private void dismiss() {
        isClosing = true;
        viewers.forEach(Viewer::end);
        viewers.clear();
    }

    private Instant now() {
        return node.clock().instant();
    }
}
