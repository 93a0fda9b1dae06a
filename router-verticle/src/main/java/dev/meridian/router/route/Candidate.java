package dev.meridian.router.route;

import dev.meridian.core.topology.NodeView;

/**
 * A node that was looked at for a request.
 *
 * @param isEligible whether it may be asked
 * @param score what it is made of
 * @param remark why it may not be asked, or is where it is in spite of its score; empty for nothing of that
 */
public record Candidate(Member member, boolean isEligible, Score score, String remark) {

    public NodeView node() {
        return member.node();
    }

    /** Why it may not be asked, or what decided. */
    public String reason() {
        return remark.isEmpty() ? score.parts() : remark;
    }

    Candidate because(String why) {
        return new Candidate(member, isEligible, score, why);
    }
}
