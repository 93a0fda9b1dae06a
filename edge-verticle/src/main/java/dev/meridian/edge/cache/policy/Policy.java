package dev.meridian.edge.cache.policy;

import java.util.List;
import java.util.stream.Stream;

/**
 * How a project wants its responses cached.
 *
 * @param rules of each thing that a rule may say, the first that matches and says it decides
 * @param tagHeaders response headers, lower case, whose tags count beside those of {@code Surrogate-Key} and {@code Cache-Tag}
 */
public record Policy(List<Rule> rules, List<String> tagHeaders) {

    public static final Policy NONE = new Policy(List.of(), List.of());

    public Policy {
        rules = List.copyOf(rules);
        tagHeaders = List.copyOf(tagHeaders);
    }

    /** Hosts that its rules name. */
    public Stream<String> hosts() {
        return rules.stream().map(Rule::host).filter(host -> !host.isEmpty());
    }

    /**
     * What it says of a request.
     *
     * @param host lower case, without a port
     * @param uri path and query as sent
     */
    public Handling of(String host, String uri, Source source) {
        return rules.isEmpty() && tagHeaders.isEmpty() ? Handling.PLAIN : Handling.of(this, host, uri, source);
    }
}
