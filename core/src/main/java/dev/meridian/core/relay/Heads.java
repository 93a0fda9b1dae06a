package dev.meridian.core.relay;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.FieldValues;
import dev.meridian.core.http.Provenance;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.http.TraceParent;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.time.Deadline;
import dev.meridian.proto.relay.v1.Frame;
import dev.meridian.proto.relay.v1.Header;
import dev.meridian.proto.relay.v1.ResponseHead;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;

/** Heads between their form in this program and their form on the wire. */
final class Heads {

    private Heads() {}

    /** @param node name of who sends it */
    static Frame write(RelayRequest request, String node) {
        RequestHead head = request.head();
        Provenance provenance = request.provenance();
        var message = dev.meridian.proto.relay.v1.RequestHead.newBuilder()
                .setMethod(head.method().name())
                .setScheme(head.scheme())
                .setAuthority(head.authority())
                .setUri(head.uri())
                .setClientAddress(provenance.clientAddress())
                .setHopsLeft(provenance.hopsLeft())
                .setTimeoutMillis(request.deadline().remainingMillis())
                .setTraceparent(provenance.trace().toString())
                .setContentLength(head.contentLength())
                .setTargetProject(provenance.project())
                .setTargetResource(provenance.resource())
                .setNode(node);
        for (Map.Entry<String, String> header : head.headers()) {
            message.addHeaders(header(header));
        }
        return Frame.newBuilder().setRequest(message).build();
    }

    static Frame write(int status, MultiMap headers, long contentLength) {
        ResponseHead.Builder message =
                ResponseHead.newBuilder().setStatus(status).setContentLength(contentLength);
        for (Map.Entry<String, String> header : headers) {
            message.addHeaders(header(header));
        }
        return Frame.newBuilder().setResponse(message).build();
    }

    /** Whether it is the head of a response that comes before the response. */
    static boolean isInterim(Frame frame) {
        return frame.hasResponse()
                && frame.getResponse().getStatus() >= 100
                && frame.getResponse().getStatus() < 200
                && frame.getResponse().getStatus() != Exchange.SWITCHING_PROTOCOLS;
    }

    /** @throws Problem {@code general_bad_request} when a field holds what no request can */
    static RelayRequest readRequest(dev.meridian.proto.relay.v1.RequestHead message) {
        if (!message.getUri().startsWith("/") && !message.getUri().equals("*")) {
            throw Problem.of(ProblemType.BAD_REQUEST, "A relayed request's URI is not in origin form.");
        }
        if (message.getMethod().isEmpty() || message.getContentLength() < -1) {
            throw Problem.of(ProblemType.BAD_REQUEST, "A relayed request has no method or a negative length.");
        }
        RequestHead head = new RequestHead(
                HttpMethod.valueOf(message.getMethod()),
                message.getScheme(),
                message.getAuthority(),
                message.getUri(),
                read(message.getHeadersList()),
                message.getContentLength());
        Provenance provenance = new Provenance(
                message.getClientAddress(),
                message.getHopsLeft(),
                TraceParent.below(message.getTraceparent()),
                message.getTargetProject(),
                message.getTargetResource());
        return new RelayRequest(head, provenance, Deadline.ofRemainingMillis(message.getTimeoutMillis()));
    }

    static MultiMap read(List<Header> headers) {
        MultiMap map = MultiMap.caseInsensitiveMultiMap();
        for (Header header : headers) {
            map.add(header.getName(), header.getValue());
        }
        return map;
    }

    /** In the form that goes to connections, for what is passed on. */
    static MultiMap readEncoded(List<Header> headers) {
        MultiMap map = MultiMap.caseInsensitiveMultiMap();
        for (Header header : headers) {
            map.add(FieldValues.encoded(header.getName()), FieldValues.encoded(header.getValue()));
        }
        return map;
    }

    private static Header header(Map.Entry<String, String> entry) {
        return Header.newBuilder()
                .setName(entry.getKey())
                .setValue(entry.getValue())
                .build();
    }
}
