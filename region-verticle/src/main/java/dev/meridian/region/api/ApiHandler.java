package dev.meridian.region.api;

import io.vertx.core.Future;

/** Answers a request on the event loop that it came in on; it must not block. A problem is told by failing with it. */
@FunctionalInterface
public interface ApiHandler {

    Future<ApiReply> answer(ApiRequest request);
}
