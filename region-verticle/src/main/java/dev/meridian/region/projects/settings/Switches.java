package dev.meridian.region.projects.settings;

import dev.meridian.region.api.Invalid;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Things of one sort that a project has on or off, all of them on unless it says otherwise.
 *
 * @param ids all there are, in the order in which they are shown
 */
public record Switches(List<String> ids, Set<String> off) {

    static final List<String> SERVICES = List.of(
            "account",
            "avatars",
            "databases",
            "tablesdb",
            "locale",
            "health",
            "project",
            "storage",
            "teams",
            "users",
            "vcs",
            "sites",
            "functions",
            "proxy",
            "graphql",
            "migrations",
            "messaging",
            "advisor",
            "oauth2");

    static final List<String> PROTOCOLS = List.of("rest", "graphql", "websocket");

    /** What is not among these was never off. */
    public boolean isOn(String id) {
        return !off.contains(id);
    }

    /** The same, with one of them turned; fails with {@code general_argument_invalid} for one that there is not. */
    Switches with(String parameter, String id, boolean on) {
        if (!ids.contains(id)) {
            throw Invalid.parameter(parameter, "Value must be one of (" + String.join(", ", ids) + ")");
        }
        Stream<String> others = off.stream().filter(other -> !other.equals(id));
        return new Switches(
                ids, (on ? others : Stream.concat(others, Stream.of(id))).collect(Collectors.toUnmodifiableSet()));
    }

    JsonArray model() {
        JsonArray model = new JsonArray();
        ids.forEach(id -> model.add(new JsonObject().put("$id", id).put("enabled", isOn(id))));
        return model;
    }
}
