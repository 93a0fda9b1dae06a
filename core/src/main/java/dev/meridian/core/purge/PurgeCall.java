package dev.meridian.core.purge;

import dev.meridian.core.hosts.NamedProject;
import dev.meridian.core.http.RequestHead;
import dev.meridian.proto.cache.v1.PurgeRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

/**
 * A call as it came in.
 *
 * @param metadata the caller's, which say who calls and on which project
 */
public record PurgeCall(PurgeRequest request, MultiMap metadata) {

    /** The project that the metadata name, as it was sent. */
    public String project() {
        return NamedProject.of(head());
    }

    /** The call as an HTTP request, for what reads credentials. */
    public RequestHead head() {
        return new RequestHead(HttpMethod.POST, "http", "", "/cache.v1.Cache/Purge", metadata, -1);
    }
}
