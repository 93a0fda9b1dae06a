package dev.meridian.region.policies;

import dev.meridian.core.problem.Problem;
import dev.meridian.proto.registry.v1.CacheRule;
import dev.meridian.proto.registry.v1.QueryNames;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.network.Place;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads one rule of a request. What is null, empty or false counts as absent, but for an empty {@code keepQuery}. */
final class RuleReading {

    private static final Set<String> FIELDS = Set.of(
            "host",
            "prefix",
            "extensions",
            "statuses",
            "ttl",
            "force",
            "bypass",
            "bypassCookies",
            "ignoreQuery",
            "keepQuery");

    private static final int MOST_LISTED = 32;
    private static final int MOST_COOKIES = 16;
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_TTL = 31_536_000;
    private static final Set<Integer> NO_STATUSES = Set.of(206, 304);

    private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]{1,10}");
    /** A token of RFC 9110 section 5.6.2, in which a star is for the end only. */
    private static final Pattern COOKIE = Pattern.compile("(?=.)[!#$%&'+.^_`|~0-9A-Za-z-]*\\*?");

    private static final Pattern QUERY_NAME = Pattern.compile("(?=.)[!-~&&[^&=#*]]*\\*?");

    private static final String EXTENSIONS_RULE =
            "must be no more than " + MOST_LISTED + " file extensions of 1 to 10 letters and digits";
    private static final String STATUSES_RULE =
            "must be no more than " + MOST_LISTED + " status codes from 200 to 599, without 206 and 304";
    private static final String COOKIES_RULE = "must be no more than " + MOST_COOKIES + " names of cookies of 1 to "
            + LONGEST_NAME + " characters, a star only at the end";
    private static final String QUERY_RULE =
            "must be no more than " + MOST_LISTED + " names of query parameters of 1 to " + LONGEST_NAME
                    + " characters without & = #, a star only at the end";

    private final int number;
    private final JsonObject rule;

    /** @param number of the rule in its policy, the first being 1 */
    RuleReading(int number, JsonObject rule) {
        this.number = number;
        this.rule = rule;
    }

    CacheRule read() {
        checkFields();
        CacheRule.Builder read = CacheRule.newBuilder()
                .setHost(text("host", "must be a host name without a scheme, a port or a path", Place::host))
                .setPrefix(text("prefix", PathPrefix.RULE, PathPrefix::of))
                .addAllExtensions(list("extensions", MOST_LISTED, EXTENSIONS_RULE, RuleReading::extension))
                .addAllStatuses(list("statuses", MOST_LISTED, STATUSES_RULE, RuleReading::status))
                .setForce(flag("force"))
                .setBypass(flag("bypass"))
                .addAllBypassCookies(list("bypassCookies", MOST_COOKIES, COOKIES_RULE, name(COOKIE)));
        ttl().ifPresent(read::setTtlSeconds);
        readQuery(read);
        checkWhole(read);
        return read.build();
    }

    private void checkFields() {
        rule.fieldNames().stream()
                .filter(name -> !FIELDS.contains(name))
                .findFirst()
                .ifPresent(unknown -> {
                    throw refusal("`" + unknown + "` is not a field of a rule");
                });
    }

    private void readQuery(CacheRule.Builder read) {
        QueryNames ignored = queryNames("ignoreQuery");
        boolean ignores = ignored.getNamesCount() > 0;
        boolean keeps = rule.getValue("keepQuery") != null;
        if (ignores && keeps) {
            throw refusal("`ignoreQuery` and `keepQuery` exclude each other");
        }
        if (ignores) {
            read.setIgnoreQuery(ignored);
        }
        if (keeps) {
            read.setKeepQuery(queryNames("keepQuery"));
        }
    }

    private void checkWhole(CacheRule.Builder read) {
        boolean hasQuery = read.getQueryCase() != CacheRule.QueryCase.QUERY_NOT_SET;
        boolean decidesEarly = read.getBypass() || read.getBypassCookiesCount() > 0 || hasQuery;
        if (!read.hasTtlSeconds() && !decidesEarly) {
            throw refusal("must say something: `ttl`, `bypass`, `bypassCookies`, `ignoreQuery` or `keepQuery`");
        }
        if (read.getForce() && !read.hasTtlSeconds()) {
            throw refusal("`force` needs a `ttl`");
        }
        if (read.getBypass() && read.hasTtlSeconds()) {
            throw refusal("`bypass` and `ttl` exclude each other");
        }
        if (decidesEarly && read.getStatusesCount() > 0) {
            throw refusal("with `statuses` goes `ttl` only: the other settings count before there is a response");
        }
    }

    private String text(String name, String must, Function<String, Optional<String>> reading) {
        return switch (given(name, "")) {
            case String text when text.isEmpty() -> text;
            case String text -> reading.apply(text).orElseThrow(() -> refusal(name, must));
            default -> throw refusal(name, must);
        };
    }

    private boolean flag(String name) {
        if (given(name, false) instanceof Boolean flag) {
            return flag;
        }
        throw refusal(name, "must be true or false");
    }

    private Optional<Integer> ttl() {
        return Optional.ofNullable(rule.getValue("ttl"))
                .map(value -> whole(value, 0, LONGEST_TTL)
                        .orElseThrow(() -> refusal("ttl", "must be whole seconds from 0 to " + LONGEST_TTL)));
    }

    private QueryNames queryNames(String name) {
        return QueryNames.newBuilder()
                .addAllNames(list(name, MOST_LISTED, QUERY_RULE, name(QUERY_NAME)))
                .build();
    }

    private <T> List<T> list(String name, int most, String must, Function<Object, Optional<T>> reading) {
        if (!(given(name, new JsonArray()) instanceof JsonArray entries) || entries.size() > most) {
            throw refusal(name, must);
        }
        return entries.stream()
                .map(entry -> Optional.ofNullable(entry).flatMap(reading).orElseThrow(() -> refusal(name, must)))
                .distinct()
                .toList();
    }

    private Object given(String name, Object otherwise) {
        return Optional.ofNullable(rule.getValue(name)).orElse(otherwise);
    }

    private static Optional<String> extension(Object entry) {
        return text(entry)
                .map(text -> text.toLowerCase(Locale.ROOT))
                .map(text -> text.startsWith(".") ? text.substring(1) : text)
                .filter(text -> EXTENSION.matcher(text).matches());
    }

    private static Optional<Integer> status(Object entry) {
        return whole(entry, 200, 599).filter(status -> !NO_STATUSES.contains(status));
    }

    private static Function<Object, Optional<String>> name(Pattern form) {
        return entry -> text(entry)
                .filter(text ->
                        text.length() <= LONGEST_NAME && form.matcher(text).matches());
    }

    private static Optional<String> text(Object entry) {
        return entry instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private static Optional<Integer> whole(Object value, int least, int most) {
        return value instanceof Number number
                ? Optional.of(number.doubleValue())
                        .filter(exact -> exact >= least && exact <= most && exact == Math.rint(exact))
                        .map(Double::intValue)
                : Optional.empty();
    }

    private Problem refusal(String field, String must) {
        return refusal("`" + field + "` " + must);
    }

    private Problem refusal(String text) {
        return Invalid.parameter("rules", "Rule " + number + ": " + text);
    }
}
