package dev.meridian.core.latency;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.core.net.IpAddress;
import dev.meridian.proto.latency.v1.Digest;
import dev.meridian.proto.latency.v1.Sample;
import dev.meridian.proto.topology.v1.NodeInfo;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundTripSamplerTest {

    private final List<Buffer> told = new ArrayList<>();
    private final RoundTripSampler sampler = new RoundTripSampler(
            NodeInfo.newBuilder().setName("edge-fra").setSite("fra").build(), told::add);

    @Test
    void addressesOfOneNetworkAreToldTogetherAndOnlyOnce() throws InvalidProtocolBufferException {
        sampler.measured("203.0.113.7", 10_000);
        sampler.measured("203.0.113.200", 20_000);
        sampler.measured("2001:db8:1:2::3", 30_000);
        sampler.tell();
        sampler.tell();

        assertThat(told).hasSize(1);
        Digest digest = Digest.parseFrom(told.getFirst().getBytes());
        assertThat(digest.getNode()).isEqualTo("edge-fra");
        assertThat(digest.getSite()).isEqualTo("fra");
        assertThat(digest.getSamplesList())
                .containsExactlyInAnyOrder(sample("203.0.113.0", 15_000, 2), sample("2001:db8:1::", 30_000, 1));
    }

    @Test
    void whatNoNetworkHasAndWhatIsNoAddressIsLeftOut() {
        sampler.measured("203.0.113.7", 20);
        sampler.measured("203.0.113.7", 60_000_000);
        sampler.measured("localhost", 10_000);
        sampler.tell();
        assertThat(told).isEmpty();
    }

    @Test
    void networksAreBounded() throws InvalidProtocolBufferException {
        for (int i = 0; i < 2 * RoundTripSampler.NETWORKS_MOST; i++) {
            sampler.measured((1 + i / 256) + "." + i % 256 + ".0.1", 10_000);
        }
        sampler.tell();
        assertThat(Digest.parseFrom(told.getFirst().getBytes()).getSamplesCount())
                .isEqualTo(RoundTripSampler.NETWORKS_MOST);
    }

    private static Sample sample(String address, int micros, int count) {
        return Sample.newBuilder()
                .setNetwork(IpAddress.parse(address).orElseThrow().network())
                .setMicros(micros)
                .setCount(count)
                .build();
    }
}
