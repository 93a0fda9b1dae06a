package dev.meridian.region.passwords;

import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import io.vertx.core.json.JsonObject;

/**
 * Passwords that others have hashed, as a request brings them (contract section 6.4). What is malformed, or would cost a node
 * more than it gives to one log-in, is refused here and not at the log-in.
 */
public final class ForeignPassword {

    private static final String PASSWORD = "password";
    private static final int LONGEST = 256;
    private static final int LONGEST_SALT = 128;

    private ForeignPassword() {}

    /** A PHC string. */
    public static StoredPassword argon2(Parameters parameters) {
        return checked(
                stored(Argon2.KIND, parameters, new JsonObject()),
                "Password must be an Argon2i or Argon2id hash as a PHC string, of at most 64 MiB and 1 GiB in all passes");
    }

    public static StoredPassword bcrypt(Parameters parameters) {
        return checked(
                stored(Bcrypt.KIND, parameters, new JsonObject()),
                "Password must be a bcrypt hash that begins with $2a$, $2b$ or $2y$, with a cost from 4 to 14");
    }

    public static StoredPassword md5(Parameters parameters) {
        return checked(stored(Md5.KIND, parameters, new JsonObject()), "Password must be 32 hexadecimal digits");
    }

    public static StoredPassword phpass(Parameters parameters) {
        return checked(
                stored(Phpass.KIND, parameters, new JsonObject()),
                "Password must be a portable hash of phpass ($P$ or $H$, at most 2^20 rounds) or of bcrypt");
    }

    public static StoredPassword sha(Parameters parameters) {
        String version = parameters.oneOf("passwordVersion", Sha.VERSIONS).orElse("sha256");
        return checked(
                stored(Sha.KIND, parameters, new JsonObject().put("version", version)),
                "Password must be the hexadecimal digits of a " + version + " hash");
    }

    public static StoredPassword scrypt(Parameters parameters) {
        Scrypt.Cost cost = new Scrypt.Cost(
                number(parameters, "passwordCpu"),
                number(parameters, "passwordMemory"),
                number(parameters, "passwordParallel"),
                number(parameters, "passwordLength"));
        if (!cost.isBearable()) {
            throw Invalid.parameter(
                    "passwordCpu",
                    "The cost must be a power of two up to 65,536; times passwordMemory at most 524,288 (64 MiB), and times"
                            + " passwordParallel at most 1,048,576");
        }
        JsonObject options = cost.put(new JsonObject().put("salt", parameters.text("passwordSalt", LONGEST_SALT)));
        return checked(
                stored(Scrypt.KIND, parameters, options),
                "Password must be the hexadecimal digits of passwordLength bytes, which are 16 to 128");
    }

    public static StoredPassword scryptModified(Parameters parameters) {
        JsonObject options = new JsonObject()
                .put("salt", parameters.text("passwordSalt", LONGEST_SALT))
                .put("saltSeparator", parameters.text("passwordSaltSeparator", LONGEST_SALT))
                .put("signerKey", parameters.text("passwordSignerKey", LONGEST_SALT));
        return checked(
                stored(ScryptModified.KIND, parameters, options),
                "Password, salt, salt separator and signer key must be base64, the password as long as the signer key");
    }

    private static long number(Parameters parameters, String name) {
        return parameters.integer(name, 1, Integer.MAX_VALUE).orElseThrow(() -> Invalid.missing(name));
    }

    private static StoredPassword stored(String kind, Parameters parameters, JsonObject options) {
        return new StoredPassword(kind, parameters.text(PASSWORD, LONGEST), options);
    }

    private static StoredPassword checked(StoredPassword password, String rule) {
        if (Algorithm.of(password).isEmpty()) {
            throw Invalid.parameter(PASSWORD, rule);
        }
        return password;
    }
}
