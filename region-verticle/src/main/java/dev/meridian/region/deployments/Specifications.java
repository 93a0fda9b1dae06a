package dev.meridian.region.deployments;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * The sizes of machine that a function or a site may name (contract section 8.1). Memory is a limit of heavy functions
 * and of builds; processors are told to functions, and held to by nobody.
 */
public final class Specifications {

    /** What is meant where none is named. */
    public static final String USUAL = "s-1vcpu-512mb";

    private static final List<Specification> ALL = List.of(
            new Specification(USUAL, 1, 512),
            new Specification("s-0.5vcpu-512mb", 0.5, 512),
            new Specification("s-1vcpu-1gb", 1, 1_024),
            new Specification("s-2vcpu-2gb", 2, 2_048),
            new Specification("s-2vcpu-4gb", 2, 4_096),
            new Specification("s-4vcpu-4gb", 4, 4_096),
            new Specification("s-4vcpu-8gb", 4, 8_192),
            new Specification("s-8vcpu-4gb", 8, 4_096),
            new Specification("s-8vcpu-8gb", 8, 8_192));

    private Specifications() {}

    /**
     * One of them.
     *
     * @param memoryMiB of the machine
     */
    public record Specification(String slug, double cpus, int memoryMiB) {

        private JsonObject model() {
            return new JsonObject()
                    .put("memory", memoryMiB)
                    .put("cpus", cpus)
                    .put("enabled", true)
                    .put("slug", slug);
        }
    }

    public static Optional<Specification> named(String slug) {
        return ALL.stream()
                .filter(specification -> specification.slug().equals(slug))
                .findFirst();
    }

    /** As {@link #named}; the usual one for a name that is none. */
    public static Specification of(String slug) {
        return named(slug).orElse(ALL.getFirst());
    }

    /** Answers {@code GET /v1/functions/specifications} and {@code GET /v1/sites/specifications}. */
    public static Future<ApiReply> list(ApiRequest request) {
        request.parameters().oneOf("type", List.of("runtimes", "builds"));
        JsonArray models = new JsonArray();
        ALL.forEach(specification -> models.add(specification.model()));
        return Future.succeededFuture(
                ApiReply.json(200, new JsonObject().put("total", models.size()).put("specifications", models)));
    }
}
