package dev.meridian.edge.cache.policy;

import dev.meridian.edge.cache.decide.Fields;
import dev.meridian.edge.cache.decide.Ruling;
import java.util.List;
import java.util.Optional;

/** What a policy says of one request and of its response. Immutable. */
public final class Handling {

    /** Where no policy says anything. */
    public static final Handling PLAIN = new Handling(Policy.NONE, "", List.of(), false, Source.OUTSIDE);

    private final Policy policy;
    private final String host;
    private final List<Rule> rules;
    private final boolean ambiguous;
    private final Source source;

    private Handling(Policy policy, String host, List<Rule> rules, boolean ambiguous, Source source) {
        this.policy = policy;
        this.host = host;
        this.rules = rules;
        this.ambiguous = ambiguous;
        this.source = source;
    }

    static Handling of(Policy policy, String host, String uri, Source source) {
        RequestPath path = RequestPath.of(host, uri);
        List<Rule> rules =
                policy.rules().stream().filter(rule -> rule.matches(path)).toList();
        return new Handling(policy, host, rules, path.isAmbiguous(), source);
    }

    /** The URI under which its response is stored: without those parts of the query that make no difference. */
    public String uri(String sent) {
        if (ambiguous || source == Source.REGION) {
            return sent;
        }
        for (Rule rule : rules) {
            if (rule.query().isPresent()) {
                return rule.query().get().apply(sent);
            }
        }
        return sent;
    }

    /** The same of another URI of the same host. */
    public String uriOf(String other) {
        return this == PLAIN ? other : policy.of(host, other, source).uri(other);
    }

    /** Why the cache has nothing to do with the request, if it has not. */
    public Optional<String> bypass(Fields request) {
        for (Rule rule : rules) {
            if (rule.bypass()) {
                return Optional.of("policy");
            }
            if (rule.isBypassedBy(request)) {
                return Optional.of("cookie");
            }
        }
        return Optional.empty();
    }

    /** How long a response is fresh, if the policy says so. */
    public Optional<Ruling> ruling(int status, Fields response) {
        if (!ambiguous) {
            for (Rule rule : rules) {
                if (rule.rules(status, response)) {
                    return Optional.of(new Ruling(rule.lifetime().orElse(0), rule.force(), source == Source.OUTSIDE));
                }
            }
        }
        return Optional.empty();
    }

    public List<String> tagHeaders() {
        return policy.tagHeaders();
    }
}
