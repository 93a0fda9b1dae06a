package dev.meridian.region.sites;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;

/** Refusals of this feature, in the contract's types. */
final class SiteProblems {

    private SiteProblems() {}

    static Problem noSite() {
        return problem("site_not_found", 404, "Site with the requested ID could not be found.");
    }

    static Problem siteExists() {
        return problem("site_already_exists", 409, "Site with the requested ID already exists.");
    }

    /** @param reason fit for the owner of the code */
    static Problem notBuilt(String reason) {
        return problem("build_failed", 400, reason);
    }

    private static Problem problem(String type, int status, String text) {
        return Problem.of(new ProblemType(type, status), text);
    }
}
