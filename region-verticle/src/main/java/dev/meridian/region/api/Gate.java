package dev.meridian.region.api;

import dev.meridian.core.http.RequestHead;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;

/** Finds out whom a request comes from, and refuses those whose credentials contradict each other. */
@FunctionalInterface
public interface Gate {

    ProblemType SERVICE_DISABLED = new ProblemType("general_service_disabled", 403);

    ProblemType API_DISABLED = new ProblemType("general_api_disabled", 403);

    /**
     * @param query the request's parsed query
     * @param pathProject project that the path names and that the caller works on as an administrator
     */
    Future<Admission> admit(RequestHead head, Query query, Optional<String> pathProject);

    /**
     * Who is let in.
     *
     * @param project ID of a project that has its home here, or {@code console}
     */
    record Admission(String project, Caller caller, Access access) {

        /** To a project that has nothing off, and no pages of its own. */
        public Admission(String project, Caller caller) {
            this(project, caller, Access.USUAL);
        }

        /**
         * Whether the request comes from a page or an app of the project's own. For an administrator none is: a project must
         * not have its pages act as those who own it.
         */
        boolean isFromPlatform() {
            return access.knowsOrigin() && !(caller instanceof Caller.Admin);
        }

        /** Fails with {@code general_service_disabled} where the project has a part of the API off for this caller. */
        public void requireService(String service) {
            if (!caller.isPrivileged() && access.servicesOff().contains(service)) {
                throw Problem.of(
                        SERVICE_DISABLED,
                        "The requested service is disabled. You can enable the service from the console");
            }
        }

        /** Fails with {@code general_api_disabled} where the project has a way to the API off for this caller. */
        public void requireProtocol(String protocol) {
            if (!caller.isPrivileged() && access.protocolsOff().contains(protocol)) {
                throw Problem.of(
                        API_DISABLED, "The requested API is disabled. You can enable the API from the console");
            }
        }
    }

    /**
     * What a project has its callers find, as far as it matters before a route is taken.
     *
     * @param servicesOff parts of the API that only servers and administrators find
     * @param protocolsOff ways to the API that are open to them only
     * @param knowsOrigin whether the request comes from a page or an app that is a platform of the project
     */
    record Access(Set<String> servicesOff, Set<String> protocolsOff, boolean knowsOrigin) {
        static final Access USUAL = new Access(Set.of(), Set.of(), false);
    }
}
