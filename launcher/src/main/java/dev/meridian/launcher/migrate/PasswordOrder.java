package dev.meridian.launcher.migrate;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a user is made whose password nobody knows but by its hash (contract section 6.4).
 *
 * @param path last segment of where it is asked for
 * @param parameters that the hash needs beside the password
 */
record PasswordOrder(String path, JsonObject parameters) {

    /** What the API calls a hash's options, and what it takes them as. */
    private static final Map<String, String> SCRYPT = Map.of(
            "salt", "passwordSalt",
            "costCpu", "passwordCpu",
            "costMemory", "passwordMemory",
            "costParallel", "passwordParallel",
            "length", "passwordLength");

    private static final Map<String, String> SCRYPT_MODIFIED = Map.of(
            "salt", "passwordSalt",
            "saltSeparator", "passwordSaltSeparator",
            "signerKey", "passwordSignerKey");

    private static final Map<Integer, String> SHA_BY_DIGITS =
            Map.of(40, "sha1", 56, "sha224", 64, "sha256", 96, "sha384", 128, "sha512");

    /** @return empty where the user has no password, or one that cannot be told to another API */
    static Optional<PasswordOrder> of(JsonObject user) {
        String password = user.getString("password", "");
        if (password == null || password.isEmpty()) {
            return Optional.empty();
        }
        JsonObject options = user.getValue("hashOptions") instanceof JsonObject object ? object : new JsonObject();
        String hash = String.valueOf(user.getString("hash", ""))
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]", "");
        return switch (hash) {
            case "argon2", "bcrypt", "md5", "phpass" -> Optional.of(new PasswordOrder(hash, new JsonObject()));
            case "sha" -> sha(password, options).map(all -> new PasswordOrder("sha", all));
            case "scrypt" -> all(options, SCRYPT).map(all -> new PasswordOrder("scrypt", all));
            case "scryptmod", "scryptmodified", "scryptfirebase" ->
                all(options, SCRYPT_MODIFIED).map(all -> new PasswordOrder("scrypt-modified", all));
            default -> Optional.empty();
        };
    }

    /** An API may not tell which of them it was; the usual one of the digest's length is then. */
    private static Optional<JsonObject> sha(String password, JsonObject options) {
        String told = options.getString("version", "");
        String version = told.isEmpty() ? SHA_BY_DIGITS.getOrDefault(password.length(), "") : told;
        return version.isEmpty() ? Optional.empty() : Optional.of(new JsonObject().put("passwordVersion", version));
    }

    private static Optional<JsonObject> all(JsonObject options, Map<String, String> names) {
        JsonObject parameters = new JsonObject();
        names.forEach((shown, taken) -> {
            if (options.getValue(shown) != null) {
                parameters.put(taken, options.getValue(shown));
            }
        });
        return parameters.size() == names.size() ? Optional.of(parameters) : Optional.empty();
    }
}
