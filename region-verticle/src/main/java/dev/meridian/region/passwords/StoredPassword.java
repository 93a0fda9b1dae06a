package dev.meridian.region.passwords;

import io.vertx.core.json.JsonObject;

/**
 * A password as the database has it.
 *
 * @param kind the contract's name of the algorithm, for instance {@code argon2}
 * @param hash as the algorithm writes it, empty where there is no password
 * @param options what the algorithm needs besides
 */
public record StoredPassword(String kind, String hash, JsonObject options) {

    /** The absence of a password; nothing verifies against it. */
    public static final StoredPassword NONE = new StoredPassword(Argon2.KIND, "", new JsonObject());

    /** One that was hashed here. */
    public static StoredPassword own(String hash) {
        return new StoredPassword(Argon2.KIND, hash, new JsonObject());
    }

    public boolean isNone() {
        return hash.isEmpty();
    }

    /** The algorithm's cost, as the contract's models of hashes show it. */
    public JsonObject description() {
        return Algorithm.of(this).map(Algorithm::description).orElseGet(Argon2::ownDescription);
    }

    /** The kind alone: whatever prints a value of this prints no hash. */
    @Override
    public String toString() {
        return kind;
    }
}
