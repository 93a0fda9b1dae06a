package dev.meridian.region.passwords;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** A password hashed by one algorithm with its parameters, all of them within what this node is willing to compute. */
sealed interface Algorithm permits Argon2, Bcrypt, Md5, Phpass, Scrypt, ScryptModified, Sha {

    /** Whether a password is the one that was hashed; costly, and takes as long whether it is or not. */
    boolean matches(String password);

    /** How many of our own hashes take about as long: at least 1. */
    int weight();

    /** See {@link StoredPassword#description}. */
    JsonObject description();

    /** Nothing if it is not well-formed or would cost too much. */
    static Optional<? extends Algorithm> of(StoredPassword stored) {
        return switch (stored.kind()) {
            case Argon2.KIND -> Argon2.of(stored.hash());
            case Bcrypt.KIND -> Bcrypt.of(stored.hash());
            case Md5.KIND -> Md5.of(stored.hash());
            case Phpass.KIND -> Phpass.of(stored.hash());
            case Scrypt.KIND -> Scrypt.of(stored.hash(), stored.options());
            case ScryptModified.KIND -> ScryptModified.of(stored.hash(), stored.options());
            case Sha.KIND -> Sha.of(stored.hash(), stored.options());
            default -> Optional.empty();
        };
    }

    static byte[] bytes(String password) {
        return password.getBytes(StandardCharsets.UTF_8);
    }

    static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no " + name, e);
        }
    }
}
