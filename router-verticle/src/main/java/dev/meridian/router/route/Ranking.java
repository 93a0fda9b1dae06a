package dev.meridian.router.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Puts the nodes that may serve a request into the order in which they are to be asked.
 *
 * <ol>
 *   <li>Scores are compared in steps of {@link #EPSILON_MILLIS}: within one, nodes are as good as each other.
 *   <li>Among these, rendezvous hashing (Thaler and Ravishankar, 1998) decides: each network of clients, or each function,
 *       has its own order, and a node that goes away moves only what it had.
 *   <li>A node that takes only a share of the networks of clients is passed over by the rest, where another has room.
 * </ol>
 */
final class Ranking {

    static final double EPSILON_MILLIS = 2;

    /** So much farther is no matter, where it makes load even. */
    private static final double NEAR_MILLIS = 5;

    /** Nobody is sent farther than that for lack of room, lest all suffer for some. */
    private static final double FAR_MILLIS = 150;

    private static final long GROUPS = 4;

    /** The odd number next to 2 to the 64th by the golden ratio: neighbours go far apart. */
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    /** Shares are cut out by another hash than orders, lest the first of an order be the first to be passed over. */
    private static final long KEPT = 0x5851f42d4c957f2dL;

    private static final long TAKEN = 0x2545f4914f6cdd1dL;

    private final long network;
    private final long affinity;

    Ranking(RouteQuery query, Subject subject) {
        this.network = query.client().network();
        this.affinity = affinity(network, subject);
    }

    /** Computed once for each, since they are compared often. */
    private record Ranked(Candidate candidate, long step, long hash) {

        private static final Comparator<Ranked> BY_MERIT = (a, b) -> {
            int order =
                    Boolean.compare(b.candidate().isEligible(), a.candidate().isEligible());
            order = order != 0 ? order : Long.compare(a.step(), b.step());
            order = order != 0 ? order : Long.compare(a.hash(), b.hash());
            return order != 0
                    ? order
                    : a.candidate()
                            .member()
                            .name()
                            .compareTo(b.candidate().member().name());
        };
    }

    /** Eligible ones first, best first. */
    List<Candidate> order(List<Candidate> candidates) {
        List<Ranked> ranked = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            long step = (long) (candidate.score().millis() / EPSILON_MILLIS);
            ranked.add(new Ranked(candidate, step, mixed(affinity, candidate.member())));
        }
        ranked.sort(Ranked.BY_MERIT);
        List<Candidate> order = new ArrayList<>(ranked.size());
        ranked.forEach(one -> order.add(one.candidate()));
        passOver(order);
        return order;
    }

    /** Moves the first that has room to the front, if the one that is there does not keep this network. */
    private void passOver(List<Candidate> order) {
        if (order.isEmpty() || !order.getFirst().isEligible()) {
            return;
        }
        Candidate first = order.getFirst();
        if (!isKept(first, Condition::bearable)) {
            passOver(order, FAR_MILLIS, Condition::bearable);
        } else if (!isKept(first, Condition::even)) {
            passOver(order, NEAR_MILLIS, Condition::even);
        }
    }

    private void passOver(List<Candidate> order, double farther, Function<Condition, Condition.Shares> of) {
        Candidate first = order.getFirst();
        double bound = first.score().roundTripMillis() + farther;
        for (int i = 1; i < order.size() && order.get(i).isEligible(); i++) {
            Candidate candidate = order.get(i);
            if (candidate.score().roundTripMillis() <= bound && isTaken(candidate, of)) {
                order.remove(i);
                order.addFirst(candidate.because("has room; " + first.member().name() + " has too much"));
                return;
            }
        }
    }

    private boolean isKept(Candidate candidate, Function<Condition, Condition.Shares> of) {
        return isOf(of.apply(candidate.member().condition()).kept(), KEPT, candidate);
    }

    private boolean isTaken(Candidate candidate, Function<Condition, Condition.Shares> of) {
        return isOf(of.apply(candidate.member().condition()).taken(), TAKEN, candidate);
    }

    private boolean isOf(double share, long salt, Candidate candidate) {
        return share >= 1 || (mixed(network ^ salt, candidate.member()) >>> 11) * 0x1.0p-53 < share;
    }

    /**
     * What is to come to one node: requests for a function, lest it be started cold on each node of a site, though of four
     * groups of client networks each has its own, lest a busy one have but one node; else those of a client network.
     */
    private static long affinity(long network, Subject subject) {
        if (subject.kind() != Subject.Kind.FUNCTION) {
            return network;
        }
        long group = ((network * SPREAD) >>> 1) % GROUPS;
        return (subject.project() + '/' + subject.resource()).hashCode() * GROUPS + group;
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014) over both. */
    private static long mixed(long affinity, Member member) {
        long z = (affinity * SPREAD) ^ member.name().hashCode();
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
