package dev.meridian.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.edge.cache.decide.Extent;
import dev.meridian.edge.cache.decide.Profile;
import dev.meridian.edge.cache.decide.VaryRule;
import dev.meridian.edge.cache.store.Entry;
import dev.meridian.proto.cache.v1.StoredResponse;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CodecTest {

    private final Codec codec = new Codec(Profile.NETWORK, 7);
    private final Entry entry = Responses.entry("content", 42, "t", "group www.example.com g");
    private final Kept kept =
            new Kept(new VaryRule(List.of("accept-language", "origin")), "accept-language=de\norigin=\0", 99, entry);

    @Test
    void whatIsKeptComesBackByteForByte() {
        Kept read = codec.decode(codec.encode(kept), 7).orElseThrow();

        assertThat(read.rule()).isEqualTo(kept.rule());
        assertThat(read.variant()).isEqualTo(kept.variant());
        assertThat(read.generation()).isEqualTo(99);
        assertThat(read.entry().facts()).isEqualTo(entry.facts());
        assertThat(read.entry().status()).isEqualTo(200);
        assertThat(fields(read.entry().headers().toMap()))
                .isEqualTo(fields(entry.headers().toMap()));
        assertThat(fields(read.entry().received().toMap()))
                .isEqualTo(fields(entry.received().toMap()));
        assertThat(read.entry().tags()).isEqualTo(entry.tags());
        assertThat(read.entry().extent()).isEqualTo(Extent.whole(7));
        assertThat(read.entry().encodings().isOffered()).isTrue();
        assertThat(read.entry().mark()).isEqualTo(42);
    }

    private static List<String> fields(MultiMap headers) {
        return headers.entries().stream()
                .map(field -> field.getKey() + ": " + field.getValue())
                .toList();
    }

    @Test
    void aMarkOfAnotherProcessCountsAsFromBeforeAllPurges() {
        assertThat(decodeBy(new Codec(Profile.NETWORK, 8)).orElseThrow().entry().mark())
                .isZero();
    }

    @Test
    void whatWasStoredUnderAnotherProfileIsNotRead() {
        assertThat(decodeBy(new Codec(Profile.STRICT, 7))).isEmpty();
    }

    private Optional<Kept> decodeBy(Codec other) {
        return other.decode(codec.encode(kept), 7);
    }

    @Test
    void anotherFormatIsNotRead() throws Exception {
        StoredResponse next = StoredResponse.parseFrom(codec.encode(kept).getBytes()).toBuilder()
                .setFormat(Codec.FORMAT + 1)
                .build();

        assertThat(codec.decode(Buffer.buffer(next.toByteArray()), 7)).isEmpty();
        assertThat(codec.decode(Buffer.buffer(), 7)).isEmpty();
    }

    @Test
    void damageIsReadAsNothingOrAsSomethingThatIsPossible() {
        long seed = Long.getLong("seed", 20_261_127L);
        Random random = new Random(seed);
        byte[] whole = codec.encode(kept).getBytes();
        for (int round = 0; round < 5_000; round++) {
            byte[] damaged = Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
            for (int i = 0; damaged.length > 0 && i < 1 + random.nextInt(3); i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            codec.decode(Buffer.buffer(damaged), 7).ifPresent(read -> {
                Extent extent = read.entry().extent();
                assertThat(extent.first()).as("seed %d", seed).isNotNegative();
                assertThat(extent.end()).as("seed %d", seed).isLessThanOrEqualTo(extent.total());
                assertThat(read.entry().status()).as("seed %d", seed).isBetween(200, 999);
            });
        }
    }
}
