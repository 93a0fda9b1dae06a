package dev.meridian.functions;

import dev.meridian.core.config.Configuration;
import java.util.List;
import java.util.Set;

/**
 * What a node lets functions do, as it is told at start.
 *
 * @param isolationRequired whether none are run unless they can be set apart from the node
 * @param fetchesPrivate whether light functions may fetch from private, loopback and link-local addresses
 * @param trusted IDs of the projects whose light functions are compiled to machine code, or {@link #EVERYONE}
 */
public record HostPolicy(boolean isolationRequired, boolean fetchesPrivate, Set<String> trusted) {

    private static final String EVERYONE = "*";

    public static final HostPolicy DEFAULT = new HostPolicy(false, false, Set.of(EVERYONE));

    public HostPolicy {
        trusted = Set.copyOf(trusted);
    }

    public static HostPolicy read(Configuration configuration) {
        List<String> trusted = configuration.list("functions.trusted");
        return new HostPolicy(
                configuration.flag("functions.isolation.required", DEFAULT.isolationRequired),
                configuration.flag("functions.fetch.private", DEFAULT.fetchesPrivate),
                trusted.isEmpty() ? DEFAULT.trusted : Set.copyOf(trusted));
    }

    public HostPolicy fetchingPrivate() {
        return new HostPolicy(isolationRequired, true, trusted);
    }

    public HostPolicy trusting(Set<String> projects) {
        return new HostPolicy(isolationRequired, fetchesPrivate, projects);
    }

    boolean trusts(String project) {
        return trustsEveryone() || trusted.contains(project);
    }

    boolean trustsEveryone() {
        return trusted.contains(EVERYONE);
    }
}
