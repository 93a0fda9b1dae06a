package dev.meridian.launcher.bench;

import com.sun.management.ThreadMXBean;
import dev.meridian.core.net.IpAddress;
import dev.meridian.core.topology.Site;
import dev.meridian.router.geo.Locator;
import dev.meridian.router.geo.PlaceRanges;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Times how clients are located, on one thread: reading the built-in table, and looking addresses up. */
final class PlacesBench {

    private static final long SEED = 20_261_127L;

    /** More than the caches of a processor hold of the table, if each is asked for once in a turn. */
    private static final int ADDRESSES = 1 << 18;

    private static final Duration WARM_UP = Duration.ofSeconds(2);

    /** What the regional registries were given of IPv6 (IANA IPv6 Global Unicast Address Assignments), by 12 bits. */
    private static final int[] SIXES = {0x240, 0x260, 0x280, 0x2a0, 0x2c0};

    private final Locator locator;
    private final int rounds;
    private final Duration length;

    private PlacesBench(Locator locator, int rounds, Duration length) {
        this.locator = locator;
        this.rounds = rounds;
        this.length = length;
    }

    static void print(int rounds, int seconds) {
        long heap = heap();
        long began = System.nanoTime();
        Locator locator = new Locator(Site.known("fra").orElseThrow(), List.of());
        long millis = (System.nanoTime() - began) / 1_000_000;
        PlaceRanges builtIn = locator.builtIn();
        System.out.printf(
                Locale.ROOT,
                "Built-in table: %,d runs in %,d places, read in %d ms, %.1f MiB of heap (%.1f MiB of it runs)%n",
                builtIn.size(),
                builtIn.places(),
                millis,
                (heap() - heap) / 1048576.0,
                builtIn.bytes() / 1048576.0);
        System.out.println(builtIn.attribution());
        System.out.println("\nLook-ups of " + ADDRESSES + " random addresses in turn, on one thread, by its"
                + " processor time, median of " + rounds + " rounds of " + seconds + " s");
        new PlacesBench(locator, rounds, Duration.ofSeconds(seconds)).run();
    }

    private void run() {
        Random random = new Random(SEED);
        List<String> fours = literals(() -> String.format(
                "%d.%d.%d.%d", random.nextInt(1, 224), random.nextInt(256), random.nextInt(256), random.nextInt(256)));
        List<String> sixes = literals(() -> String.format(
                "%x%x:%x:%x::%x",
                SIXES[random.nextInt(SIXES.length)],
                random.nextInt(16),
                random.nextInt(1 << 16),
                random.nextInt(1 << 16),
                random.nextInt(1 << 16)));
        time("IPv4", found(fours));
        time("IPv6", found(sixes));
        time("IPv4, from text", parsed(fours));
        time("IPv6, from text", parsed(sixes));
    }

    private static List<String> literals(Supplier<String> random) {
        return Stream.generate(random).limit(ADDRESSES).toList();
    }

    private IntToDoubleFunction found(List<String> literals) {
        IpAddress[] addresses = literals.stream()
                .map(literal -> IpAddress.parse(literal).orElseThrow())
                .toArray(IpAddress[]::new);
        return i -> locator.place(addresses[i]).latitude();
    }

    private IntToDoubleFunction parsed(List<String> literals) {
        String[] texts = literals.toArray(String[]::new);
        return i -> locator.locate(texts[i]).place().latitude();
    }

    private void time(String name, IntToDoubleFunction lookUp) {
        turns(lookUp, WARM_UP);
        List<Turns> turns = Stream.generate(() -> turns(lookUp, length))
                .limit(rounds)
                .sorted((one, other) -> Double.compare(one.perSecond(), other.perSecond()))
                .toList();
        Turns median = turns.get(turns.size() / 2);
        System.out.printf(
                Locale.ROOT,
                "  %-16s %,12.0f/s   %6.1f ns   %5.1f bytes of objects each%n",
                name,
                median.perSecond(),
                1e9 / median.perSecond(),
                median.bytesEach());
    }

    /** @param sum of what was found, which keeps the search from being left out as of no use */
    private record Turns(double perSecond, double bytesEach, double sum) {}

    private static Turns turns(IntToDoubleFunction lookUp, Duration length) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long began = threads.getCurrentThreadCpuTime();
        long lookUps = 0;
        double sum = 0;
        while (threads.getCurrentThreadCpuTime() - began < length.toNanos()) {
            for (int i = 0; i < ADDRESSES; i++) {
                sum += lookUp.applyAsDouble(i);
            }
            lookUps += ADDRESSES;
        }
        double seconds = (threads.getCurrentThreadCpuTime() - began) / 1e9;
        long bytes = threads.getCurrentThreadAllocatedBytes() - allocated;
        return new Turns(lookUps / seconds, (double) bytes / lookUps, sum);
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
