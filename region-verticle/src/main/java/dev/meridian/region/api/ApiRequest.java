package dev.meridian.region.api;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.http.TraceParent;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that was let in: its project has its home here, its caller is known and holds the route's scope.
 *
 * <p>Used by one handler at a time.
 */
public final class ApiRequest {

    private final Exchange exchange;
    private final String project;
    private final Caller caller;
    private final Map<String, String> path;
    private final Query query;
    private final Buffer body;
    private @Nullable Parameters parameters;

    ApiRequest(Exchange exchange, Gate.Admission admission, Map<String, String> path, Query query, Buffer body) {
        this.exchange = exchange;
        this.project = admission.project();
        this.caller = admission.caller();
        this.path = path;
        this.query = query;
        this.body = body;
    }

    /** The exchange itself; its body is unread only on a route declared with {@link Routes.Declaration#rawBody}. */
    public Exchange exchange() {
        return exchange;
    }

    public RequestHead head() {
        return exchange.request();
    }

    /** Where it stands in its trace. */
    public TraceParent trace() {
        return exchange.provenance().trace();
    }

    /** ID of the project that is worked on. */
    public String project() {
        return project;
    }

    public Caller caller() {
        return caller;
    }

    /** A parameter of the path, percent-decoded. */
    public String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no {" + name + "}");
        }
        return value;
    }

    public Query query() {
        return query;
    }

    /** The whole body as it came, empty where there was none. */
    public Buffer body() {
        return body;
    }

    /** Everything that the caller passed. A body that is neither JSON nor a form is a problem. */
    public Parameters parameters() {
        Parameters known = parameters;
        if (known == null) {
            known = new Parameters(path, bodyValues(), query.values());
            parameters = known;
        }
        return known;
    }

    /** {@code scheme://host[:port]} by which the caller reached the network. */
    public String origin() {
        return head().scheme() + "://" + head().authority();
    }

    private Map<String, Object> bodyValues() {
        if (body.length() == 0) {
            return Map.of();
        }
        String type = head().header(HttpHeaders.CONTENT_TYPE).orElse("").toLowerCase(Locale.ROOT);
        if (type.startsWith("application/x-www-form-urlencoded")) {
            return Query.parse(body.toString(StandardCharsets.UTF_8)).values();
        }
        return JsonTexts.object(body)
                .map(Parameters::values)
                .orElseThrow(() -> Problem.of(ProblemType.BAD_REQUEST, "The request body is not a JSON object"));
    }
}
