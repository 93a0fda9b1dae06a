package dev.meridian.region.events;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What may be listened to: the name of an event, IDs replaced by {@code *} and parts at its end left out as its listener
 * likes (contract section 10, Events).
 */
public final class EventPattern {

    private static final Set<String> LIFE = Set.of("create", "update", "delete");
    private static final Pattern ID = Pattern.compile("\\*|[A-Za-z0-9_-]{1,36}");

    /** A kind of resource, and the kinds of resources within it. */
    private record Kind(Set<String> actions, Map<String, Kind> parts) {

        static Kind of(Set<String> actions) {
            return new Kind(actions, Map.of());
        }
    }

    private static final Map<String, Kind> KINDS = kinds();

    private EventPattern() {}

    private static Map<String, Kind> kinds() {
        Set<String> rowLife = Set.of("create", "update", "upsert", "delete");
        Kind life = Kind.of(LIFE);
        Kind tables = new Kind(LIFE, Map.of("rows", Kind.of(rowLife), "columns", life, "indexes", life));
        Kind collections = new Kind(LIFE, Map.of("documents", Kind.of(rowLife), "attributes", life, "indexes", life));
        Map<String, Kind> kinds = new HashMap<>();
        kinds.put("databases", new Kind(LIFE, Map.of("tables", tables, "collections", collections)));
        kinds.put("tablesdb", new Kind(LIFE, Map.of("tables", tables)));
        kinds.put("documentsdb", new Kind(LIFE, Map.of("collections", collections)));
        kinds.put("vectorsdb", new Kind(LIFE, Map.of("collections", collections)));
        kinds.put("buckets", new Kind(LIFE, Map.of("files", life)));
        kinds.put("sites", new Kind(LIFE, Map.of("deployments", life)));
        kinds.put("functions", new Kind(LIFE, Map.of("deployments", life, "executions", life)));
        kinds.put("users", users(life));
        kinds.put(
                "teams",
                new Kind(
                        Set.of("create", "update", "update.prefs", "delete"),
                        Map.of("memberships", Kind.of(Set.of("create", "update", "update.status", "delete")))));
        kinds.put("topics", new Kind(LIFE, Map.of("subscribers", Kind.of(Set.of("create", "delete")))));
        for (String plain : List.of("messages", "providers", "rules")) {
            kinds.put(plain, life);
        }
        kinds.put("presences", Kind.of(Set.of("update", "upsert", "delete")));
        return Map.copyOf(kinds);
    }

    private static Kind users(Kind life) {
        Kind token = Kind.of(Set.of("create", "update"));
        return new Kind(
                Set.of(
                        "create",
                        "delete",
                        "update",
                        "update.email",
                        "update.name",
                        "update.password",
                        "update.phone",
                        "update.status",
                        "update.prefs",
                        "update.labels",
                        "update.mfa",
                        "update.verification",
                        "update.impersonator"),
                Map.of(
                        "sessions", life,
                        "targets", life,
                        "recovery", token,
                        "verification", token,
                        "tokens", Kind.of(Set.of("create")),
                        "challenges", Kind.of(Set.of("create")),
                        "identities", Kind.of(Set.of("delete"))));
    }

    /** What is wrong with a pattern that a function is to listen to, as a sentence without its full stop. */
    public static Optional<String> faultForFunction(String pattern) {
        if (pattern.startsWith("functions.")) {
            return Optional.of("Events of functions do not trigger functions: '" + pattern + "'");
        }
        return isValid(pattern)
                ? Optional.empty()
                : Optional.of(
                        "'" + pattern + "' names no event; one is named as in databases.*.tables.*.rows.*.create");
    }

    private static boolean isValid(String pattern) {
        List<String> parts = List.of(pattern.split("\\.", -1));
        return parts.size() >= 2
                && KINDS.containsKey(parts.get(0))
                && ID.matcher(parts.get(1)).matches()
                && isRest(KINDS.get(parts.get(0)), parts.subList(2, parts.size()));
    }

    private static boolean isRest(Kind kind, List<String> rest) {
        if (rest.isEmpty() || kind.actions().contains(String.join(".", rest))) {
            return true;
        }
        Kind part = kind.parts().get(rest.getFirst());
        return part != null
                && rest.size() > 1
                && ID.matcher(rest.get(1)).matches()
                && isRest(part, rest.subList(2, rest.size()));
    }

    /** Whether rows, tables or databases are what it may be about. */
    public static boolean isOfDatabases(String pattern) {
        return pattern.startsWith("databases.") || pattern.startsWith("tablesdb.");
    }
}
