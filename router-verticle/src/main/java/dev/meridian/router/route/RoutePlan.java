package dev.meridian.router.route;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.topology.NodeView;
import java.util.List;
import java.util.stream.Stream;

/** The answer to "where does this request go". */
public sealed interface RoutePlan {

    /** What the request is for. */
    Subject subject();

    /** What decided. */
    String reason();

    /** Every node that was looked at, those that would be tried first to last, then those that may not. */
    List<Candidate> candidates();

    /**
     * It goes to a node.
     *
     * @param alternatives whom to ask next, in this order, when the node does not answer
     */
    record To(Subject subject, NodeView node, List<NodeView> alternatives, String reason, List<Candidate> candidates)
            implements RoutePlan {

        /** The node and then the alternatives. */
        public List<NodeView> nodes() {
            return Stream.concat(Stream.of(node), alternatives.stream()).toList();
        }
    }

    /** It goes nowhere: the client is told another address. */
    record Redirect(Subject subject, int status, String location, String reason) implements RoutePlan {
        @Override
        public List<Candidate> candidates() {
            return List.of();
        }
    }

    /** It goes nowhere: the client is told why. */
    record Refused(Subject subject, Problem problem, String reason, List<Candidate> candidates) implements RoutePlan {}
}
