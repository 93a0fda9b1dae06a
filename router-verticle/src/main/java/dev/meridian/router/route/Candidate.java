package dev.meridian.router.route;

import dev.meridian.core.topology.NodeView;

/**
 * A node that was looked at for a request.
 *
 * @param isEligible whether it may be asked
 * @param score what it is made of
 * @param reason why it may not be asked, or what its score is made of
 */
public record Candidate(Member member, boolean isEligible, Score score, String reason) {

    public NodeView node() {
        return member.node();
    }

    Candidate because(String why) {
        return new Candidate(member, isEligible, score, why);
    }
}
