package dev.meridian.router.route;

import dev.meridian.core.problem.Problem;

/** Which nodes a request may go to, before it is asked which of them live. */
sealed interface Course {

    Subject subject();

    /** One region and no other. */
    record InRegion(Subject subject, String region, String reason) implements Course {}

    /** The nearest edge, else another, else the home region. */
    record Nearest(Subject subject, String reason) implements Course {}

    /** The edges of one site, or its region if the project lives there. */
    record AtSite(Subject subject, String site, String reason) implements Course {}

    record Elsewhere(Subject subject, int status, String location) implements Course {}

    record Nowhere(Subject subject, Problem problem) implements Course {}
}
