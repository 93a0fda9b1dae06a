package dev.meridian.router.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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

    private static final long GROUPS = 4;

    /** The odd number next to 2 to the 64th by the golden ratio: neighbours go far apart. */
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    /** Shares are cut out by another hash than orders, lest the first of an order be the first to be passed over. */
    private static final long SHARES = 0x5851f42d4c957f2dL;

    private final long network;
    private final long affinity;

    Ranking(RouteQuery query, Subject subject) {
        this.network = query.client().network();
        this.affinity = affinity(network, subject);
    }

    /** Eligible ones first, best first. */
    List<Candidate> order(List<Candidate> candidates) {
        List<Candidate> eligible = new ArrayList<>();
        List<Candidate> others = new ArrayList<>();
        candidates.forEach(candidate -> (candidate.isEligible() ? eligible : others).add(candidate));
        Comparator<Candidate> byMerit = Comparator.comparingLong(
                        (Candidate candidate) -> (long) (candidate.score().millis() / EPSILON_MILLIS))
                .thenComparingLong(candidate -> mixed(affinity, candidate.member()))
                .thenComparing(candidate -> candidate.member().name());
        eligible.sort(byMerit);
        others.sort(byMerit);
        passOver(eligible);
        eligible.addAll(others);
        return eligible;
    }

    /** Moves the first that has room to the front, if those before it do not take this network. */
    private void passOver(List<Candidate> eligible) {
        if (eligible.isEmpty() || isTaken(eligible.getFirst())) {
            return;
        }
        Candidate first = eligible.getFirst();
        double bound =
                first.score().roundTripMillis() + first.member().condition().detourMillis();
        for (int i = 1; i < eligible.size(); i++) {
            Candidate candidate = eligible.get(i);
            if (candidate.score().roundTripMillis() <= bound
                    && candidate.member().condition().hasRoom()
                    && isTaken(candidate)) {
                eligible.remove(i);
                eligible.addFirst(candidate.because(
                        "has room; " + first.member().name() + " takes " + percent(first) + " % of its clients"));
                return;
            }
        }
    }

    private static long percent(Candidate candidate) {
        return Math.round(100 * candidate.member().condition().share());
    }

    /** Whether this network of clients is of the share that a node takes. */
    private boolean isTaken(Candidate candidate) {
        double share = candidate.member().condition().share();
        return share >= 1 || (mixed(network ^ SHARES, candidate.member()) >>> 11) * 0x1.0p-53 < share;
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
