package dev.meridian.region.api;

import dev.meridian.core.http.RequestHead;
import io.vertx.core.Future;
import java.util.Optional;

/** Finds out whom a request comes from, and refuses those whose credentials contradict each other. */
@FunctionalInterface
public interface Gate {

    /**
     * @param query the request's parsed query
     * @param pathProject project that the path names and that the caller works on as an administrator
     */
    Future<Admission> admit(RequestHead head, Query query, Optional<String> pathProject);

    /** @param project ID of a project that has its home here, or {@code console} */
    record Admission(String project, Caller caller) {}
}
