package dev.meridian.functions.engine.crypto;

import dev.meridian.functions.engine.crypto.WebCrypto.Material;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Does once what tokens and sessions are made with, so that a process has loaded it before a function asks: that takes
 * tenths of a second of CPU time, more than a call at an edge has, and is no call's doing.
 */
public final class Rehearsal {

    private static final byte[] NONE = {};
    private static final byte[] SECRET = new byte[32];
    private static final byte[] DATA = "rehearsal".getBytes(StandardCharsets.UTF_8);

    private Rehearsal() {}

    /** Fails where the platform lacks what functions may use. */
    public static void run() throws CryptoRefusal {
        pair(options("ECDSA").put("namedCurve", "P-256").put("hash", "SHA-256"));
        pair(options("Ed25519"));
        for (String hash : List.of("SHA-256", "SHA-384", "SHA-512")) {
            compute("digest", options(hash).put("hash", hash), NONE, DATA, NONE);
            compute("sign", options("HMAC").put("hash", hash), SECRET, DATA, NONE);
        }
        JsonObject sealing = options("AES-GCM").put("tagLength", 128);
        byte[] sealed = compute("encrypt", sealing, SECRET, DATA, new byte[12]);
        compute("decrypt", sealing, SECRET, sealed, new byte[12]);
    }

    private static void pair(JsonObject options) throws CryptoRefusal {
        ByteBuffer made = ByteBuffer.wrap(compute("generate", options, NONE, NONE, NONE));
        byte[] open = new byte[made.getShort()];
        made.get(open);
        byte[] secret = new byte[made.remaining()];
        made.get(secret);
        byte[] signature = compute("sign", options, secret, DATA, NONE);
        if (compute("verify", options, open, DATA, signature)[0] != 1) {
            throw new CryptoRefusal(
                    "OperationError", "A signature by " + options.getString("name") + " does not hold", null);
        }
        String jwk = new String(
                compute("exportJwk", options.copy().put("type", "public"), open, NONE, open), StandardCharsets.UTF_8);
        compute("importJwk", options.copy().put("type", "public").put("jwk", new JsonObject(jwk)), NONE, NONE, NONE);
    }

    private static JsonObject options(String name) {
        return new JsonObject().put("name", name);
    }

    private static byte[] compute(String operation, JsonObject options, byte[] key, byte[] data, byte[] more)
            throws CryptoRefusal {
        return WebCrypto.compute(operation, options.encode(), new Material(key, data, more, NONE));
    }
}
