package dev.meridian.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.problem.Problem;
import dev.meridian.proto.relay.v1.Frame;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DeframerTest {

    private static final long SEED = Long.getLong("test.seed", 42L);

    @Test
    void anyCutOfTheWireGivesTheSameFrames() {
        Random random = new Random(SEED);
        for (int round = 0; round < 500; round++) {
            Collected collected = new Collected();
            Deframer deframer = new Deframer(collected);
            byte[] body = new byte[random.nextInt(5_000)];
            random.nextBytes(body);
            Buffer wire = message(Buffer.buffer(body));
            for (int at = 0; at < wire.length(); ) {
                int end = Math.min(wire.length(), at + 1 + random.nextInt(700));
                deframer.feed(wire.slice(at, end));
                at = end;
            }

            assertThat(collected.frames).as("seed %s", SEED).isEqualTo(2);
            assertThat(collected.body.getBytes()).isEqualTo(body);
            assertThat(deframer.isBetweenMessages()).isTrue();
        }
    }

    @Test
    void damagedInputIsRefusedOrReadButNeverBreaks() {
        Random random = new Random(SEED);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] wire = message(Buffer.buffer("some bytes of a body")).getBytes();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                wire[random.nextInt(wire.length)] = (byte) random.nextInt(256);
            }
            try {
                new Deframer(new Collected()).feed(Buffer.buffer(wire));
            } catch (Problem problem) {
                refused++;
                assertThat(problem.type().status()).as("seed %s", SEED).isEqualTo(400);
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void aBodysBuffersMayBeSentAgain() {
        Buffer large = Buffer.buffer(new byte[10_000]).setByte(9_999, (byte) 7);

        Frames.body(large).getBytes();

        assertThat(large.getByte(9_999)).isEqualTo((byte) 7);
        assertThat(Frames.body(large).length()).isEqualTo(Frames.body(large).length());
    }

    private static Buffer message(Buffer body) {
        return Buffer.buffer()
                .appendBuffer(Frames.whole(
                        Heads.write(200, MultiMap.caseInsensitiveMultiMap().add("a", "b"), -1)))
                .appendBuffer(Frames.body(body))
                .appendBuffer(Frames.end());
    }

    private static final class Collected implements Deframer.Sink {

        private final Buffer body = Buffer.buffer();
        private int frames;

        @Override
        public void frame(Frame frame) {
            frames++;
        }

        @Override
        public void body(Buffer slice) {
            body.appendBuffer(slice);
        }
    }
}
