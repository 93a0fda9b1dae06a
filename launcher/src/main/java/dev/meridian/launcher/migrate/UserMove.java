package dev.meridian.launcher.migrate;

import dev.meridian.launcher.migrate.Summary.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Moves users with the hashes of their passwords. Sessions, identities elsewhere and second factors stay behind. */
final class UserMove {

    private static final String USERS = "/users";

    /** What is said of a user once they are there. */
    private record Trait(String name, String path, String method, String parameter, Object initial) {}

    private static final List<Trait> TRAITS = List.of(
            new Trait("phone", "phone", "PATCH", "number", ""),
            new Trait("labels", "labels", "PUT", "labels", new JsonArray()),
            new Trait("prefs", "prefs", "PATCH", "prefs", new JsonObject()),
            new Trait("emailVerification", "verification", "PATCH", "emailVerification", false),
            new Trait("phoneVerification", "verification/phone", "PATCH", "phoneVerification", false),
            new Trait("status", "status", "PATCH", "status", true));

    private final Api from;
    private final Api to;
    private final Summary summary;
    private final boolean overwrite;

    /** @param overwrite whether what the target knows of a user becomes what the source knows */
    UserMove(Api from, Api to, Summary summary, boolean overwrite) {
        this.from = from;
        this.to = to;
        this.summary = summary;
        this.overwrite = overwrite;
    }

    void all() {
        summary.say("Users");
        Lists.each(
                from,
                USERS,
                "users",
                100,
                List.of(),
                page -> Crew.each(page, user -> summary.attempt(Kind.USERS, user.getString("$id"), () -> user(user))));
    }

    private void user(JsonObject user) {
        String id = user.getString("$id");
        Optional<JsonObject> present = to.find(USERS + "/" + id);
        if (to.isReadOnly()) {
            count(present.isPresent());
            return;
        }
        JsonObject there = present.orElseGet(() -> made(user));
        for (Trait trait : TRAITS) {
            trait(id, trait, user, there);
        }
        count(present.isPresent());
    }

    private void count(boolean present) {
        if (present) {
            summary.present(Kind.USERS, 1);
        } else {
            summary.moved(Kind.USERS, 1);
        }
    }

    private JsonObject made(JsonObject user) {
        String one = USERS + "/" + user.getString("$id");
        JsonObject order = new JsonObject().put("userId", user.getString("$id"));
        for (String name : List.of("email", "name")) {
            String value = user.getString(name);
            if (value != null && !value.isEmpty()) {
                order.put(name, value);
            }
        }
        String hash = user.getString("password");
        if (hash == null || hash.isEmpty()) {
            return to.create(one, USERS, order);
        }
        Optional<PasswordOrder> password = PasswordOrder.of(user);
        if (password.isEmpty() || !order.containsKey("email")) {
            summary.note("user " + user.getString("$id") + ": without the password, "
                    + (password.isEmpty()
                            ? "of whose hash (" + user.getString("hash") + ") the source does not tell all"
                            : "since there is no email"));
            return to.create(one, USERS, order);
        }
        order.put("password", hash).mergeIn(password.get().parameters());
        return to.create(one, USERS + "/" + password.get().path(), order);
    }

    /** What the target has of its own is left, unless it is to be overwritten. */
    private void trait(String id, Trait trait, JsonObject user, JsonObject there) {
        Object wanted = value(user, trait);
        Object has = value(there, trait);
        boolean isFree = overwrite || trait.initial().equals(has);
        if (!wanted.equals(has) && isFree) {
            summary.attempt(
                    Kind.USERS,
                    id + "'s " + trait.name(),
                    () -> to.send(
                            trait.method(),
                            USERS + "/" + id + "/" + trait.path(),
                            new JsonObject().put(trait.parameter(), wanted)));
        }
    }

    /** An API may write an object without anything in it as a list, and nothing as null. */
    private static Object value(JsonObject user, Trait trait) {
        Object value = user.getValue(trait.name());
        boolean isNothing = value == null || (value instanceof JsonArray list && list.isEmpty());
        return isNothing ? trait.initial() : value;
    }
}
