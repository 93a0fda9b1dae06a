package dev.meridian.router.latency;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.proto.latency.v1.Digest;
import dev.meridian.proto.latency.v1.Sample;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What nodes have told of round trips to networks of clients. Of {@link #NETWORKS_MOST} networks at least, those heard of
 * last, with {@link #SITES_MOST} sites each: in two generations, of which the older is dropped when the younger is full.
 *
 * <p>Each value is an exponentially weighted mean that changes for planning only when it has clearly moved (5 ms or 15 %) or
 * rests on twice as many samples, so that noise moves nobody. Samples count half as much after an hour.
 */
public final class MeasuredRoundTrips implements ClientRoundTrips {

    static final int NETWORKS_MOST = 50_000;
    static final int SITES_MOST = 6;

    private static final Logger LOG = LoggerFactory.getLogger(MeasuredRoundTrips.class);
    private static final double SAMPLES_MOST = 256;
    private static final double NEW_WEIGHT_LEAST = 1.0 / 20;
    private static final double CLEAR_MILLIS = 5;
    private static final double CLEAR_PART = 0.15;
    private static final double HALF_LIFE_MILLIS = 3_600_000;

    /** Immutable, so that readers need no lock. */
    private record Way(String site, double mean, double samples, long at, Measured inForce) {

        Way with(double millis, int count, long now) {
            double kept = samples * Math.pow(0.5, Math.max(0, now - at) / HALF_LIFE_MILLIS);
            double all = Math.min(SAMPLES_MOST, kept + count);
            double weight = Math.max(Math.min(1, count / all), Math.min(1, count * NEW_WEIGHT_LEAST));
            double moved = mean + weight * (millis - mean);
            boolean isClear =
                    Math.abs(moved - inForce.millis()) > Math.max(CLEAR_MILLIS, CLEAR_PART * inForce.millis());
            boolean isSurer = all >= 2 * inForce.samples() || 2 * all <= inForce.samples();
            return new Way(site, moved, all, now, isClear || isSurer ? new Measured(moved, all) : inForce);
        }

        static Way first(String site, double millis, int count, long now) {
            double samples = Math.min(SAMPLES_MOST, count);
            return new Way(site, millis, samples, now, new Measured(millis, samples));
        }
    }

    private final InstantSource clock;
    private volatile Map<Long, List<Way>> young;
    private volatile Map<Long, List<Way>> old = Map.of();

    public MeasuredRoundTrips(InstantSource clock) {
        this.clock = clock;
        this.young = generation();
    }

    @Override
    public Measurements of(long network) {
        List<Way> ways = ways(network);
        return ways.isEmpty() ? Measurements.NONE : site -> to(site, ways);
    }

    private static Measured to(String site, List<Way> ways) {
        for (int i = 0; i < ways.size(); i++) {
            Way way = ways.get(i);
            if (way.site().equals(site)) {
                return way.inForce();
            }
        }
        return Measured.NOTHING;
    }

    /** Takes in what a node told; for an event plane's handler. */
    public void hear(Buffer event) {
        try {
            Digest digest = Digest.parseFrom(event.getBytes());
            for (Sample sample : digest.getSamplesList()) {
                measured(sample.getNetwork(), digest.getSite(), sample.getMicros() / 1e3, sample.getCount());
            }
        } catch (InvalidProtocolBufferException e) {
            LOG.atDebug().setCause(e).log("A digest of round trips does not parse");
        }
    }

    /** @param count how many samples the mean is of */
    public synchronized void measured(long network, String site, double millis, int count) {
        if (!(millis > 0) || count < 1 || site.isEmpty()) {
            return;
        }
        if (!young.containsKey(network) && young.size() >= NETWORKS_MOST) {
            old = young;
            young = generation();
        }
        young.put(network, with(ways(network), site, millis, count));
    }

    private List<Way> with(List<Way> before, String site, double millis, int count) {
        long now = clock.millis();
        List<Way> after = new ArrayList<>(before.size() + 1);
        boolean isKnown = false;
        for (Way way : before) {
            boolean isMeant = way.site().equals(site);
            isKnown |= isMeant;
            after.add(isMeant ? way.with(millis, count, now) : way);
        }
        if (!isKnown) {
            if (after.size() >= SITES_MOST) {
                after.remove(stalest(after));
            }
            after.add(Way.first(site, millis, count, now));
        }
        return List.copyOf(after);
    }

    private static int stalest(List<Way> ways) {
        int stalest = 0;
        for (int i = 1; i < ways.size(); i++) {
            if (ways.get(i).at() < ways.get(stalest).at()) {
                stalest = i;
            }
        }
        return stalest;
    }

    private List<Way> ways(long network) {
        List<Way> known = young.get(network);
        return known != null ? known : old.getOrDefault(network, List.of());
    }

    private static Map<Long, List<Way>> generation() {
        return new ConcurrentHashMap<>();
    }
}
