package dev.meridian.region.databases.tables;

import dev.meridian.region.query.Identifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Where a project's tables lie. */
final class Schemas {

    private Schemas() {}

    /** A name that says nothing of the project and that no two projects share (96 bits of SHA-256). */
    static Identifier of(String project) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(project.getBytes(StandardCharsets.UTF_8));
            return new Identifier("p_" + HexFormat.of().formatHex(digest, 0, 12));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
