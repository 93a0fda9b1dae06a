package dev.meridian.region.databases.transactions;

import dev.meridian.region.api.Caller;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Callers as far as the rules of rows look at them: which kind they are, whose permissions they hold, what events say of them. */
final class CallerJson {

    private CallerJson() {}

    static JsonObject write(Caller caller) {
        return switch (caller) {
            case Caller.Guest guest -> new JsonObject().put("kind", "guest");
            case Caller.Halfway halfway -> new JsonObject().put("kind", "guest");
            case Caller.User user ->
                new JsonObject()
                        .put("kind", "user")
                        .put("user", user.userId())
                        .put("roles", new JsonArray(List.copyOf(new TreeSet<>(user.roles()))));
            case Caller.Key key ->
                new JsonObject().put("kind", "key").put("key", key.keyId()).put("depth", key.depth());
            case Caller.Admin admin -> new JsonObject().put("kind", "admin").put("user", admin.userId());
        };
    }

    /** Whom {@link #write} wrote; without the scopes, which were looked at when the request came. */
    static Caller read(JsonObject json) {
        return switch (json.getString("kind")) {
            case "guest" -> new Caller.Guest();
            case "user" -> new Caller.User(json.getString("user"), "", "", "", false, List.of(), roles(json));
            case "key" -> new Caller.Key(json.getString("key"), Set.of(), json.getInteger("depth"));
            case "admin" -> new Caller.Admin(json.getString("user"), "", Set.of());
            case String unknown -> throw new IllegalStateException("there is no caller '" + unknown + "'");
        };
    }

    private static Set<String> roles(JsonObject json) {
        return json.getJsonArray("roles").stream().map(String.class::cast).collect(Collectors.toUnmodifiableSet());
    }
}
