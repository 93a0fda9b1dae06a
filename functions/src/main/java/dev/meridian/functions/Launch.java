package dev.meridian.functions;

import java.nio.file.Path;
import java.util.Map;

/**
 * A deployment of a function as it is to be run. Two launches with the same {@link Key} are the same: whoever changes
 * variables or limits gives the configuration a new version.
 *
 * @param artefact directory with the unpacked code; must not change while the launch is in use
 * @param entrypoint the module to start with, relative to the artefact, with slashes
 * @param environment what script sees as {@code process.env}
 * @param isLogging whether logs and errors are kept
 * @param keys makes what executions show the API
 * @param runtime ID of what runs it
 */
public record Launch(
        Key key,
        Path artefact,
        String entrypoint,
        Map<String, String> environment,
        Limits limits,
        boolean isLogging,
        KeyMint keys,
        String runtime) {

    /** What function hosts run. */
    public static final String LIGHT_RUNTIME = "edge-js-1";

    public Launch {
        environment = Map.copyOf(environment);
    }

    /** A launch of a light function. */
    public Launch(
            Key key,
            Path artefact,
            String entrypoint,
            Map<String, String> environment,
            Limits limits,
            boolean isLogging,
            KeyMint keys) {
        this(key, artefact, entrypoint, environment, limits, isLogging, keys, LIGHT_RUNTIME);
    }

    /** URL of the network's API, as the region has set it: no variable of the tenant's takes its place. */
    public String endpoint() {
        return environment.getOrDefault("APPWRITE_FUNCTION_API_ENDPOINT", "");
    }

    /** Processors that heavy code may use, as the region has set it; 0 where it has not. */
    public double cpus() {
        return Double.parseDouble(environment.getOrDefault("APPWRITE_FUNCTION_CPUS", "0"));
    }

    /** What tells one launch from another; also the border of isolation. */
    public record Key(String tenant, String function, String deployment, long configuration) {

        Key withoutConfiguration() {
            return new Key(tenant, function, deployment, 0);
        }
    }
}
