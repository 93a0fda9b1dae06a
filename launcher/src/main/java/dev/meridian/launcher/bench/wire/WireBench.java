package dev.meridian.launcher.bench.wire;

import dev.meridian.launcher.Starting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** Times the carriers in turn: bodies written in pieces of several sizes, and calls with hardly any body. */
public final class WireBench {

    private static final int[] CHUNKS = {8 << 10, 64 << 10, 1 << 20};
    private static final long BULK = 256L << 20;
    private static final Carrier.Answer SMALL = new Carrier.Answer(100, 100);
    private static final int CONCURRENT = 64;
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Vertx client;
    private final List<Carrier> carriers;
    private final int rounds;

    private WireBench(Vertx client, List<Carrier> carriers, int rounds) {
        this.client = client;
        this.carriers = carriers;
        this.rounds = rounds;
    }

    /** @param port the first of three to listen on */
    public static void print(int port, int rounds) throws InterruptedException {
        Vertx server = Vertx.vertx(one());
        Vertx client = Vertx.vertx(one());
        List<Carrier> carriers = List.of(
                new RelayCarrier(server, client, port),
                new CodecCarrier(server, client, port + 1),
                new PlainCarrier(server, client, port + 2));
        try {
            for (Carrier carrier : carriers) {
                Starting.await(carrier.open(), LIMIT, carrier.name());
            }
            WireBench bench = new WireBench(client, carriers, rounds);
            System.out.println("Bodies of " + (BULK >> 20)
                    + " MiB by the size of the pieces that are written, median of " + rounds + " rounds");
            for (int chunk : CHUNKS) {
                bench.compare("MiB/s, pieces of " + (chunk >> 10) + " KiB", carrier -> bench.bulk(carrier, chunk));
            }
            System.out.println(CONCURRENT + " calls at a time with a body of 100 bytes");
            bench.compare("calls/s", bench::calls);
        } finally {
            carriers.forEach(carrier -> Starting.settle(carrier.close(), Duration.ofSeconds(5)));
            Starting.settle(client.close(), Duration.ofSeconds(5));
            Starting.settle(server.close(), Duration.ofSeconds(5));
        }
    }

    private static VertxOptions one() {
        return new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true);
    }

    /** Something that is measured once, in units a second. */
    private interface Measure {
        double of(Carrier carrier) throws InterruptedException;
    }

    private void compare(String unit, Measure measure) throws InterruptedException {
        List<List<Double>> figures = new ArrayList<>();
        for (Carrier carrier : carriers) {
            warmUp(measure, carrier);
            figures.add(new ArrayList<>());
        }
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < carriers.size(); i++) {
                figures.get(i).add(measure.of(carriers.get(i)));
            }
        }
        double first = median(figures.getFirst());
        for (int i = 0; i < carriers.size(); i++) {
            double median = median(figures.get(i));
            System.out.println(
                    "  %-26s %,10.0f %s   ratio %.2f".formatted(carriers.get(i).name(), median, unit, first / median));
        }
        System.out.println();
    }

    /** By time, not by count: the faster of two would be compiled later. */
    private static void warmUp(Measure measure, Carrier carrier) throws InterruptedException {
        long end = System.nanoTime() + WARM_UP.toNanos();
        while (System.nanoTime() - end < 0) {
            measure.of(carrier);
        }
    }

    private double bulk(Carrier carrier, int chunk) throws InterruptedException {
        long began = System.nanoTime();
        long came = Starting.await(onClient(() -> carrier.ask(new Carrier.Answer(chunk, BULK))), LIMIT, carrier.name());
        if (came < BULK) {
            throw new IllegalStateException(carrier.name() + " brought " + came + " bytes of " + BULK);
        }
        return BULK / 1048576.0 / ((System.nanoTime() - began) / 1e9);
    }

    private double calls(Carrier carrier) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        long began = System.nanoTime();
        List<Future<Long>> loops = new ArrayList<>();
        for (int i = 0; i < CONCURRENT; i++) {
            loops.add(onClient(() -> {
                Promise<Long> ended = Promise.promise();
                calls(carrier, end, 0, ended);
                return ended.future();
            }));
        }
        long calls = 0;
        for (Future<Long> loop : loops) {
            calls += Starting.await(loop, LIMIT, carrier.name());
        }
        return calls / ((System.nanoTime() - began) / 1e9);
    }

    /** One promise for all: thousands of futures composed within one another would overflow the stack as they end. */
    private static void calls(Carrier carrier, long end, long before, Promise<Long> ended) {
        carrier.ask(SMALL).onFailure(ended::tryFail).onSuccess(bytes -> {
            if (System.nanoTime() - end < 0) {
                calls(carrier, end, before + 1, ended);
            } else {
                ended.tryComplete(before + 1);
            }
        });
    }

    private <T> Future<T> onClient(Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        client.runOnContext(turn -> work.get().onComplete(done));
        return done.future();
    }

    private static double median(List<Double> figures) {
        List<Double> sorted = new ArrayList<>(figures);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
