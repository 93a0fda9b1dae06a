package dev.meridian.core.path;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Nodes on a plane, a link between any two, and what befalls the links: they become slow, lose, flap or die for a while,
 * and so do all links of a node. Some links are made much longer than they need be, as happens between carriers. Time is in
 * milliseconds.
 */
final class SimulatedWorld {

    /** What a link is like at present. */
    static final class Wire {

        private final double base;
        private double slower;
        private double loss;
        private boolean dead;
        private boolean flapping;
        private long until;

        Wire(double base) {
            this.base = base;
        }

        boolean isAlive(long now) {
            return !dead && !(flapping && now / 1_700 % 2 == 0);
        }

        /** As it really is. */
        LinkQuality truth() {
            return new LinkQuality(Duration.ofNanos((long) ((base + slower) * 1e6)), loss);
        }

        /** What one ping takes: a lost one comes a retransmission later. */
        long ping(Random random) {
            double jitter = 1 + 0.05 * Math.abs(random.nextGaussian());
            double late = random.nextDouble() < loss ? Math.max(200, 2 * (base + slower)) : 0;
            return (long) (((base + slower) * jitter + late) * 1e6);
        }

        private void heal() {
            slower = 0;
            loss = 0;
            dead = false;
            flapping = false;
        }
    }

    /** How often something befell a link. */
    int mishaps;

    private final int nodes;
    private final Random random;
    private final Wire[][] wires;
    private final List<Wire> all = new ArrayList<>();
    private final long calmAfter;

    /** @param calmAfter when nothing more befalls */
    SimulatedWorld(int nodes, long seed, long calmAfter) {
        this.nodes = nodes;
        this.random = new Random(seed);
        this.calmAfter = calmAfter;
        this.wires = new Wire[nodes][nodes];
        double[][] places = new double[nodes][];
        for (int i = 0; i < nodes; i++) {
            places[i] = new double[] {random.nextDouble(160), random.nextDouble(120)};
        }
        for (int i = 0; i < nodes; i++) {
            for (int j = 0; j < i; j++) {
                double way = Math.hypot(places[i][0] - places[j][0], places[i][1] - places[j][1]);
                double stretch = random.nextInt(8) == 0 ? random.nextDouble(1.8, 3) : random.nextDouble(1, 1.3);
                wires[i][j] = wires[j][i] = new Wire(2 + way * stretch);
                all.add(wires[i][j]);
            }
        }
    }

    Wire wire(int from, int to) {
        return wires[from][to];
    }

    void step(long now) {
        for (Wire wire : all) {
            if (wire.until != 0 && now >= wire.until) {
                wire.until = 0;
                wire.heal();
            }
        }
        if (now % 500 == 0 && now < calmAfter) {
            befall(all.get(random.nextInt(all.size())), random.nextInt(4), now);
        }
        if (now % 60_000 == 30_000 && now < calmAfter) {
            int node = random.nextInt(nodes);
            for (int other = 0; other < nodes; other++) {
                if (other != node) {
                    befall(wires[node][other], 0, now);
                }
            }
        }
    }

    private void befall(Wire wire, int what, long now) {
        mishaps++;
        wire.heal();
        wire.until = now + random.nextInt(10_000, 60_000);
        switch (what) {
            case 0 -> wire.dead = true;
            case 1 -> wire.slower = random.nextDouble(20, 300);
            case 2 -> wire.loss = random.nextDouble(0.02, 0.25);
            default -> wire.flapping = true;
        }
    }

    /** What a round trip really costs straight; empty where nothing passes. */
    Optional<Long> cost(int from, int to, long now) {
        Wire wire = wires[from][to];
        return wire.isAlive(now) ? Optional.of(wire.truth().costNanos()) : Optional.empty();
    }

    Optional<Long> cost(int from, int via, int to, long now) {
        return cost(from, via, now).flatMap(one -> cost(via, to, now).map(two -> one + two + Detours.FORWARDING_NANOS));
    }
}
