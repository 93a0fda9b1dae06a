package dev.meridian.core.relay;

import dev.meridian.core.http.BodyStream;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.proto.relay.v1.Frame;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** One direction of an exchange as it arrives: its head, then its body, then its end. Used on one context. */
final class Inbound implements Deframer.Sink {

    private enum Awaits {
        HEAD,
        BODY,
        NOTHING
    }

    private static final int MOST_INTERIMS = 32;

    private final Deframer deframer = new Deframer(this);
    private final Frame.KindCase headKind;
    private final Handler<Frame> onHead;
    private final Handler<Throwable> onBroken;
    private final BodyStream body;
    private Awaits awaits = Awaits.HEAD;
    private long announced = -1;
    private long arrived;
    private int interims;
    private @Nullable Throwable broken;

    /**
     * @param headKind what the first frame must be
     * @param onHead given the head, and before it those of interim responses
     * @param onBroken called at most once, when the stream breaks before its end, before the body's reader hears of it
     */
    Inbound(ReadStream<Buffer> wire, Frame.KindCase headKind, Handler<Frame> onHead, Handler<Throwable> onBroken) {
        this.headKind = headKind;
        this.onHead = onHead;
        this.onBroken = onBroken;
        this.body = new BodyStream(wire);
    }

    /** Begins to read; to be called in the same turn in which the wire stream was handed over. */
    void readFrom(ReadStream<Buffer> wire) {
        wire.exceptionHandler(cause -> {
            body.wireOver();
            breakOff(cause);
        });
        wire.endHandler(ignored -> wireEnded());
        wire.handler(this::feed);
    }

    BodyStream body() {
        return body;
    }

    /** How many bytes the head announces. A body of another length counts as broken off, never as whole. */
    void expect(long bytes) {
        announced = bytes;
    }

    boolean hasHead() {
        return awaits != Awaits.HEAD;
    }

    /** Ends it for a reason from elsewhere; of no effect once all has arrived. */
    void breakOff(Throwable cause) {
        if (broken == null && awaits != Awaits.NOTHING) {
            broken = cause;
            onBroken.handle(cause);
            body.fail(cause);
        }
    }

    @Override
    public void frame(Frame frame) {
        if (awaits == Awaits.HEAD && frame.getKindCase() == headKind) {
            if (Heads.isInterim(frame)) {
                interim(frame);
                return;
            }
            awaits = Awaits.BODY;
            onHead.handle(frame);
            body.regulate();
        } else if (awaits == Awaits.BODY && frame.hasEnd()) {
            if (announced >= 0 && arrived != announced) {
                throw malformed("has " + arrived + " bytes, not the " + announced + " that it announced");
            }
            awaits = Awaits.NOTHING;
            body.end();
        } else {
            throw outOfPlace(frame.getKindCase().name());
        }
    }

    private void interim(Frame frame) {
        if (++interims > MOST_INTERIMS) {
            throw malformed("has more than " + MOST_INTERIMS + " interim responses");
        }
        onHead.handle(frame);
    }

    @Override
    public void body(Buffer slice) {
        if (awaits != Awaits.BODY) {
            throw outOfPlace(Frame.KindCase.BODY.name());
        }
        arrived += slice.length();
        if (announced >= 0 && arrived > announced) {
            throw malformed("has more than the " + announced + " bytes that it announced");
        }
        body.push(slice);
    }

    private void feed(Buffer chunk) {
        if (broken != null) {
            return;
        }
        try {
            deframer.feed(chunk);
        } catch (Problem malformed) {
            breakOff(malformed);
        }
    }

    private void wireEnded() {
        body.wireOver();
        breakOff(Problem.of(ProblemType.BAD_REQUEST, "The relayed exchange ended before its end frame."));
    }

    private static Problem outOfPlace(String kind) {
        return malformed("has a " + kind + " frame out of place");
    }

    private static Problem malformed(String what) {
        return Problem.of(ProblemType.BAD_REQUEST, "The relayed exchange " + what + ".");
    }
}
