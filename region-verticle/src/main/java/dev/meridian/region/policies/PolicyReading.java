package dev.meridian.region.policies;

import dev.meridian.proto.registry.v1.CachePolicy;
import dev.meridian.proto.registry.v1.CacheRule;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Reads a whole policy from a request. A refusal names the rule or header, the first being 1. */
final class PolicyReading {

    private static final int MOST_RULES = 50;
    private static final int MOST_TAG_HEADERS = 8;
    private static final int LONGEST_TAG_HEADER = 64;

    /** As many records of this size as a registry watch sends at once have to fit one message of the relay. */
    private static final int MOST_BYTES = 32 << 10;

    private static final Pattern FIELD_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]+");

    /** They mean something to caches or clients themselves. */
    private static final Set<String> NO_TAGS = Set.of(
            "authorization",
            "cache-control",
            "connection",
            "cookie",
            "date",
            "etag",
            "location",
            "set-cookie",
            "transfer-encoding",
            "vary");

    private PolicyReading() {}

    static CachePolicy of(String project, Parameters parameters) {
        if (!parameters.has("rules") && !parameters.has("tagHeaders")) {
            throw Invalid.missing("rules");
        }
        CachePolicy policy = CachePolicy.newBuilder()
                .setProjectId(project)
                .addAllRules(rules(parameters))
                .addAllTagHeaders(tagHeaders(parameters))
                .build();
        if (policy.getSerializedSize() > MOST_BYTES) {
            throw Invalid.parameter("rules", "Value must come to no more than " + MOST_BYTES + " bytes");
        }
        return policy;
    }

    static boolean saysNothing(CachePolicy policy) {
        return policy.getRulesCount() + policy.getTagHeadersCount() == 0;
    }

    private static List<CacheRule> rules(Parameters parameters) {
        Object value = parameters.raw("rules").orElseGet(JsonArray::new);
        if (!(value instanceof JsonArray rules) || rules.size() > MOST_RULES) {
            throw Invalid.parameter("rules", "Value must be an array of no more than " + MOST_RULES + " rules");
        }
        return IntStream.range(0, rules.size())
                .mapToObj(i -> rule(i + 1, rules.getValue(i)))
                .toList();
    }

    private static CacheRule rule(int number, Object value) {
        if (value instanceof JsonObject rule) {
            return new RuleReading(number, rule).read();
        }
        throw Invalid.parameter("rules", "Rule " + number + ": must be an object");
    }

    private static List<String> tagHeaders(Parameters parameters) {
        List<String> names = parameters
                .texts("tagHeaders", MOST_TAG_HEADERS, LONGEST_TAG_HEADER)
                .orElse(List.of());
        return IntStream.range(0, names.size())
                .mapToObj(i -> tagHeader(i + 1, names.get(i).toLowerCase(Locale.ROOT)))
                .distinct()
                .toList();
    }

    private static String tagHeader(int number, String name) {
        if (!FIELD_NAME.matcher(name).matches()) {
            throw Invalid.parameter("tagHeaders", "Header " + number + ": must be the name of a header");
        }
        if (NO_TAGS.contains(name) || name.startsWith("content-") || name.startsWith("meridian-")) {
            throw Invalid.parameter("tagHeaders", "Header " + number + ": `" + name + "` cannot carry tags");
        }
        return name;
    }
}
