package dev.meridian.region.proxy;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;

/** Refusals of this feature, in the contract's types. */
final class RuleProblems {

    private RuleProblems() {}

    static Problem noRule() {
        return problem("rule_not_found", 404, "Rule with the requested ID could not be found.");
    }

    static Problem exists() {
        return problem("rule_already_exists", 409, "Domain is already used. Please create a new domain.");
    }

    /** The same type: a proof would make what is in the way go, or show that the domain has changed hands. */
    static Problem unproven(DnsEntry proof) {
        return problem(
                "rule_already_exists",
                409,
                "Domain is already used, or was until now. If it is yours, enter at the DNS provider: " + proof.type()
                        + " "
                        + proof.name() + " " + proof.value()
                        + " and create the domain again. Else, please create a new domain.");
    }

    static Problem tooManyUnverified(int most) {
        return problem(
                "general_rate_limit_exceeded",
                429,
                "The project has " + most
                        + " domains that are not verified, as many as it may. Verify or delete some.");
    }

    /** The same type: what is taken is taken, by a wildcard or below one. */
    static Problem overlaps() {
        return problem(
                "rule_already_exists",
                409,
                "Domain is already used: a wildcard and the names below it belong to one project.");
    }

    static Problem notCurrent() {
        return Problem.upstream(
                ProblemType.REGION_UNAVAILABLE,
                "A wildcard cannot be claimed at present: not every region has said which domains it has. Try again later.",
                true,
                null);
    }

    static Problem noResource(String resource) {
        return problem("rule_resource_not_found", 404, resource + " with the requested ID could not be found.");
    }

    static Problem unverified(String reason) {
        return problem("rule_verification_failed", 400, reason);
    }

    static Problem followsResource() {
        return Problem.of(
                ProblemType.BAD_REQUEST,
                "This host goes with its function or site: it cannot be removed or verified alone.");
    }

    private static Problem problem(String type, int status, String text) {
        return Problem.of(new ProblemType(type, status), text);
    }
}
