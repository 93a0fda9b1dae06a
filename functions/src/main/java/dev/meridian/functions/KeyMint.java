package dev.meridian.functions;

import dev.meridian.core.token.SigningKey;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes the keys with which executions of one launch may call the API of the home region (contract section 8.2): short-lived,
 * and worth the function's scopes as the region knows them when the key is shown. It stays on the node's side: script and
 * host process see only the keys.
 */
public final class KeyMint {

    /** Before a token that is shown as an API key. */
    public static final String PREFIX = "dynamic_";

    private static final Duration GRACE = Duration.ofSeconds(60);

    private final SigningKey key;
    private final Launch.Key launch;

    /** @param key the home region's, derived for the function and its configuration */
    public KeyMint(SigningKey key, Launch.Key launch) {
        this.key = key;
        this.launch = launch;
    }

    /**
     * A key for an execution that begins now and may take so long.
     *
     * @param depth how many events have caused one another before it
     */
    public String mint(Instant now, Duration longest, int depth) {
        return PREFIX
                + key.sign(new Claims(
                                launch.tenant(),
                                launch.function(),
                                launch.configuration(),
                                now.plus(longest).plus(GRACE),
                                depth)
                        .json());
    }

    /**
     * What a key says.
     *
     * @param depth 0 where a key says nothing of it
     */
    public record Claims(String project, String function, long configuration, Instant expires, int depth) {

        /** Nothing if these are claims of another kind. */
        public static Optional<Claims> of(JsonObject json) {
            return json.getValue("projectId") instanceof String project
                            && json.getValue("functionId") instanceof String function
                            && json.getValue("configuration") instanceof Number configuration
                            && json.getValue("exp") instanceof Number expires
                    ? Optional.of(new Claims(
                            project,
                            function,
                            configuration.longValue(),
                            Instant.ofEpochSecond(expires.longValue()),
                            json.getValue("depth") instanceof Number depth ? depth.intValue() : 0))
                    : Optional.empty();
        }

        private JsonObject json() {
            JsonObject json = new JsonObject()
                    .put("projectId", project)
                    .put("functionId", function)
                    .put("configuration", configuration)
                    .put("exp", expires.getEpochSecond());
            return depth == 0 ? json : json.put("depth", depth);
        }
    }
}
