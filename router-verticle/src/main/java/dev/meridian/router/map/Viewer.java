package dev.meridian.router.map;

import dev.meridian.core.http.Exchange;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import java.time.Instant;

/**
 * One stream of changes. It is given something only when what it got before has left, so that one that is read slowly holds
 * no more than one piece; what it missed meanwhile comes in the next. Made on its exchange's context, used on the map's.
 */
final class Viewer {

    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final Buffer COMMENT = Buffer.buffer(":\n\n");

    private final Context context;
    private final Exchange exchange;
    private final WriteStream<Buffer> sink;
    private volatile boolean isBusy;
    private Instant givenAt = Instant.MIN;
    private long told;

    /** @param told number of the picture that it was last told of; negative for none */
    Viewer(Context context, Exchange exchange, WriteStream<Buffer> sink, long told) {
        this.context = context;
        this.exchange = exchange;
        this.sink = sink;
        this.told = told;
    }

    void tell(Picture picture, Instant now) {
        if (isBusy) {
            return;
        }
        if (told != picture.number()) {
            give(picture.since(told), now);
            told = picture.number();
        } else if (givenAt.plus(SILENCE).isBefore(now)) {
            give(COMMENT, now);
        }
    }

    void end() {
        context.runOnContext(turn -> {
            if (!exchange.ended().isComplete()) {
                sink.end();
            }
        });
    }

    private void give(Buffer events, Instant now) {
        isBusy = true;
        givenAt = now;
        context.runOnContext(turn -> write(events));
    }

    private void write(Buffer events) {
        if (exchange.ended().isComplete()) {
            return;
        }
        sink.write(events);
        if (sink.writeQueueFull()) {
            sink.drainHandler(drained -> isBusy = false);
        } else {
            isBusy = false;
        }
    }
}
