package dev.meridian.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Thirty nodes for three minutes, in which links die and degrade without end: how much worse the chosen ways are than the
 * best there were, how long calls found no way, and how often ways changed. The same for a seed, whatever the machine.
 */
final class PathSimulationTest {

    private static final int NODES = 30;
    private static final long END = 180_000;
    private static final long CALM = 150_000;
    private static final int STEP = 50;

    private final long seed = Long.getLong("seed", 20_261_127);
    private final Random random = new Random(seed);
    private final SimulatedWorld world = new SimulatedWorld(NODES, seed, CALM);
    private final List<Pair> pairs = new ArrayList<>();
    private final List<Map<String, LinkQuality>> told = new ArrayList<>();
    private final Figures chosen = new Figures();
    private final Figures direct = new Figures();
    private final List<Long> healed = new ArrayList<>();
    private int changes;

    @Test
    void waysAreNearlyTheBestHealFastAndDoNotFlap() {
        for (int from = 0; from < NODES; from++) {
            told.add(new HashMap<>());
            for (int to = 0; to < NODES; to++) {
                if (from != to) {
                    pairs.add(new Pair(from, to));
                }
            }
        }
        for (long now = 0; now < END; now += STEP) {
            world.step(now);
            step(now);
        }
        long[] heals = healed.stream().mapToLong(Long::longValue).sorted().toArray();
        double flapping = changes / 2.0 / world.mishaps;
        System.out.printf(
                "seed %d        mean regret   p95      no way though there was one%n"
                        + "direct only    %8.1f ms %8.1f ms %8.2f %%%n"
                        + "private paths  %8.1f ms %8.1f ms %8.2f %%%n"
                        + "found another way in %d ms (median), %d ms (p95), %d ms (most) of %d times;"
                        + " %.2f changes each time that something befell a link%n",
                seed,
                direct.mean(),
                direct.p95(),
                direct.broken(),
                chosen.mean(),
                chosen.p95(),
                chosen.broken(),
                at(heals, 0.5),
                at(heals, 0.95),
                at(heals, 1),
                heals.length,
                flapping);

        assertThat(chosen.mean()).isLessThan(direct.mean() / 2);
        assertThat(chosen.broken()).isLessThan(direct.broken() / 4);
        assertThat(at(heals, 0.95)).isLessThan(3_000);
        assertThat(flapping).isLessThan(3);
    }

    private void step(long now) {
        for (Pair pair : pairs) {
            pair.watch(now);
        }
        if (now % 1_000 == 0) {
            for (Pair pair : pairs) {
                pair.tell();
            }
        }
        if (now % 200 == 0) {
            List<Detours> detours =
                    IntStream.range(0, NODES).mapToObj(this::detours).toList();
            for (Pair pair : pairs) {
                if (now % 1_000 == 0 || !pair.chooser.isCalm(now * 1_000_000, pair.straight.state())) {
                    pair.look(now, detours.get(pair.from));
                }
            }
        }
        for (Pair pair : pairs) {
            pair.note(now);
        }
    }

    private static boolean mayCarry(int node) {
        return node % 10 != 3;
    }

    private Detours detours(int from) {
        Map<String, LinkQuality> own = new HashMap<>();
        for (Pair pair : pairs) {
            if (pair.from == from && mayCarry(pair.to) && pair.straight.state() instanceof Link.Alive(var quality)) {
                own.put(String.valueOf(pair.to), quality);
            }
        }
        return new Detours(
                own,
                (one, other) ->
                        Optional.ofNullable(told.get(Integer.parseInt(one)).get(other)));
    }

    private static long at(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    /** One node's way to another. */
    private final class Pair {

        private final int from;
        private final int to;
        private final SimulatedWatch straight;
        private final PathChooser chooser = new PathChooser();
        private @Nullable SimulatedWatch inForce;
        private @Nullable SimulatedWatch tried;
        private int via = -1;
        private long brokenSince = -1;

        Pair(int from, int to) {
            this.from = from;
            this.to = to;
            this.straight = new SimulatedWatch(
                    now -> world.wire(from, to).isAlive(now), world.wire(from, to)::ping, random, 0, 0);
        }

        void watch(long now) {
            straight.step(now);
            if (inForce != null) {
                inForce.step(now);
            }
            if (tried != null) {
                tried.step(now);
            }
        }

        void tell() {
            if (straight.state() instanceof Link.Alive(var quality)) {
                told.get(from).put(String.valueOf(to), quality);
            } else {
                told.get(from).remove(String.valueOf(to));
            }
        }

        void look(long now, Detours detours) {
            Step step = chooser.look(
                    now * 1_000_000,
                    new PathChooser.Sight(
                            straight.state(),
                            inForce == null ? straight.state() : inForce.state(),
                            tried == null ? new Link.Dead() : tried.state(),
                            node -> mayCarry(Integer.parseInt(node)),
                            detours.to(String.valueOf(to))));
            switch (step) {
                case Step.Stay stay -> {}
                case Step.Try(String node) -> tried = tunnel(Integer.parseInt(node), now);
                case Step.GiveUp(String node) -> tried = null;
                case Step.Adopt(String node, Step.Reason reason) -> {
                    inForce = tried;
                    tried = null;
                    change(Integer.parseInt(node));
                }
                case Step.GoDirect(Step.Reason reason) -> {
                    inForce = null;
                    change(-1);
                }
            }
        }

        private SimulatedWatch tunnel(int node, long now) {
            SimulatedWorld.Wire first = world.wire(from, node);
            SimulatedWorld.Wire second = world.wire(node, to);
            long handshakes = (3 * first.ping(random) + 3 * (first.ping(random) + second.ping(random))) / 1_000_000;
            return new SimulatedWatch(
                    time -> first.isAlive(time) && second.isAlive(time),
                    dice -> first.ping(dice) + second.ping(dice) + Detours.FORWARDING_NANOS,
                    random,
                    now,
                    handshakes);
        }

        private void change(int node) {
            assertThat(node).as("the node in between").isNotIn(from, to);
            assertThat(node < 0 || mayCarry(node)).as("%d may carry", node).isTrue();
            via = node;
            changes++;
        }

        /** What the relay does: a tunnel that died gives way to a direct link that lives. */
        private boolean isOnTunnel() {
            return inForce != null
                    && (inForce.state() instanceof Link.Alive || !(straight.state() instanceof Link.Alive));
        }

        void note(long now) {
            Optional<Long> cost = isOnTunnel() ? world.cost(from, via, to, now) : world.cost(from, to, now);
            if (cost.isPresent() && brokenSince >= 0) {
                healed.add(now - brokenSince);
                brokenSince = -1;
            } else if (cost.isEmpty()) {
                brokenSince = best(now).isEmpty() ? -1 : brokenSince < 0 ? now : brokenSince;
            }
            if (now % 1_000 == 0) {
                best(now).ifPresent(best -> {
                    chosen.add(cost, best);
                    direct.add(world.cost(from, to, now), best);
                });
            }
        }

        private Optional<Long> best(long now) {
            return java.util.stream.Stream.concat(
                            world.cost(from, to, now).stream(),
                            IntStream.range(0, NODES)
                                    .filter(node -> node != from && node != to && mayCarry(node))
                                    .mapToObj(node -> world.cost(from, node, to, now))
                                    .flatMap(Optional::stream))
                    .min(Long::compare);
        }
    }

    /** How one manner of choosing did. */
    private static final class Figures {

        private double[] regrets = new double[1 << 16];
        private int count;
        private int brokenCount;

        void add(Optional<Long> cost, long best) {
            if (cost.isEmpty()) {
                brokenCount++;
                return;
            }
            if (count == regrets.length) {
                regrets = Arrays.copyOf(regrets, 2 * count);
            }
            regrets[count++] = (cost.get() - best) / 1e6;
        }

        double mean() {
            return Arrays.stream(regrets, 0, count).average().orElse(0);
        }

        double p95() {
            double[] sorted = Arrays.copyOf(regrets, count);
            Arrays.sort(sorted);
            return sorted[(int) (0.95 * (count - 1))];
        }

        double broken() {
            return 100.0 * brokenCount / (count + brokenCount);
        }
    }
}
