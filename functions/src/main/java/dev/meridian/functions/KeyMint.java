package dev.meridian.functions;

import dev.meridian.core.token.SigningKey;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the keys with which executions of one launch may call the API of the home region (contract section 8.2): short-lived,
 * and worth the function's scopes as the region knows them when the key is shown. It stays on the node's side: script and
 * host process see only the keys.
 */
public final class KeyMint {

    /** Before a token that is shown as an API key. */
    public static final String PREFIX = "dynamic_";

    private static final Duration GRACE = Duration.ofSeconds(60);

    /** To sign costs more than to run a small function: executions that begin so near to one another show one key. */
    private static final Duration REUSE = Duration.ofSeconds(10);

    /** A key of an execution that no event has caused. */
    private record Minted(String key, Instant at, Duration longest) {

        boolean serves(Instant now, Duration asked) {
            return longest.equals(asked) && !now.isBefore(at) && now.isBefore(at.plus(REUSE));
        }
    }

    private final SigningKey key;
    private final Launch.Key launch;
    private volatile @Nullable Minted latest;

    /** @param key the home region's, derived for the function and its configuration */
    public KeyMint(SigningKey key, Launch.Key launch) {
        this.key = key;
        this.launch = launch;
    }

    /**
     * A key for an execution that begins now and may take so long. It may be one that was made some seconds ago: it says
     * nothing of a single execution. Any thread.
     *
     * @param depth how many events have caused one another before it
     */
    public String mint(Instant now, Duration longest, int depth) {
        Minted recent = latest;
        if (depth == 0 && recent != null && recent.serves(now, longest)) {
            return recent.key();
        }
        String minted = PREFIX
                + key.sign(new Claims(
                                launch.tenant(),
                                launch.function(),
                                launch.configuration(),
                                now.plus(longest).plus(GRACE),
                                depth)
                        .json());
        if (depth == 0) {
            latest = new Minted(minted, now, longest);
        }
        return minted;
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
