package dev.meridian.region.api;

/** Answers a request on a virtual thread, where {@code Future.await} may wait. A problem is told by throwing it. */
@FunctionalInterface
public interface ApiWorkflow {

    ApiReply answer(ApiRequest request) throws Exception;
}
