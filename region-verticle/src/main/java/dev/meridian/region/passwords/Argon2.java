package dev.meridian.region.passwords;

import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2i and Argon2id (RFC 9106), written as PHC strings.
 *
 * @param variant as Bouncy Castle numbers it
 * @param salt base64
 * @param hash base64
 */
record Argon2(int variant, int version, Cost cost, String salt, String hash) implements Algorithm {

    static final String KIND = "argon2";

    /** What new passwords are hashed with (contract section 6.4). */
    static final Cost OWN = new Cost(7_168, 5, 1);

    private static final int HASH_BYTES = 32;
    private static final Pattern PHC =
            Pattern.compile("\\$argon2(id?)\\$(?:v=(16|19)\\$)?m=(\\d{1,7}),t=(\\d{1,4}),p=(\\d{1,2})"
                    + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{16,86})");

    /** What one computation costs. */
    record Cost(int memoryKib, int passes, int lanes) {

        private static final int MOST_MEMORY_KIB = 64 << 10;
        private static final int MOST_LANES = 16;
        private static final int MOST_WORK = 1 << 20;

        /** Whether a node may be asked for it: 64 MiB, or 1 GiB written in all passes. */
        boolean isBearable() {
            return lanes >= 1
                    && lanes <= MOST_LANES
                    && passes >= 1
                    && memoryKib >= 8 * lanes
                    && memoryKib <= MOST_MEMORY_KIB
                    && (long) memoryKib * passes <= MOST_WORK;
        }

        int work() {
            return memoryKib * passes;
        }

        JsonObject description() {
            return new JsonObject()
                    .put("type", KIND)
                    .put("memoryCost", memoryKib)
                    .put("timeCost", passes)
                    .put("threads", lanes);
        }
    }

    static Optional<Argon2> of(String phc) {
        Matcher matcher = PHC.matcher(phc);
        if (!matcher.matches() || !isBase64(matcher.group(6)) || !isBase64(matcher.group(7))) {
            return Optional.empty();
        }
        Cost cost = new Cost(
                Integer.parseInt(matcher.group(3)),
                Integer.parseInt(matcher.group(4)),
                Integer.parseInt(matcher.group(5)));
        return Optional.of(new Argon2(
                        matcher.group(1).equals("i") ? Argon2Parameters.ARGON2_i : Argon2Parameters.ARGON2_id,
                        "19".equals(matcher.group(2))
                                ? Argon2Parameters.ARGON2_VERSION_13
                                : Argon2Parameters.ARGON2_VERSION_10,
                        cost,
                        matcher.group(6),
                        matcher.group(7)))
                .filter(one -> one.cost().isBearable());
    }

    /** A new hash by Argon2id at our own cost. */
    static StoredPassword hash(String password, byte[] salt) {
        byte[] hash = new byte[HASH_BYTES];
        derive(password, Argon2Parameters.ARGON2_id, Argon2Parameters.ARGON2_VERSION_13, OWN, salt, hash);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        String phc = "$argon2id$v=19$m=" + OWN.memoryKib() + ",t=" + OWN.passes() + ",p=" + OWN.lanes() + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
        return new StoredPassword(KIND, phc, new JsonObject());
    }

    /** Whether it is as strong as what we make ourselves, so that it may stay. */
    boolean isOwn() {
        return variant == Argon2Parameters.ARGON2_id
                && version == Argon2Parameters.ARGON2_VERSION_13
                && cost.equals(OWN);
    }

    @Override
    public int weight() {
        return Math.max(1, cost.work() / OWN.work());
    }

    @Override
    public boolean matches(String password) {
        byte[] expected = Base64.getDecoder().decode(hash);
        byte[] actual = new byte[expected.length];
        derive(password, variant, version, cost, Base64.getDecoder().decode(salt), actual);
        return MessageDigest.isEqual(expected, actual);
    }

    private static void derive(String password, int variant, int version, Cost cost, byte[] salt, byte[] hash) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(variant)
                .withVersion(version)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.passes())
                .withParallelism(cost.lanes())
                .withSalt(salt)
                .build());
        generator.generateBytes(Algorithm.bytes(password), hash);
    }

    /** Base64 without padding: one character too many is no byte. */
    private static boolean isBase64(String text) {
        return text.length() % 4 != 1;
    }

    static JsonObject ownDescription() {
        return OWN.description();
    }

    @Override
    public JsonObject description() {
        return cost.description();
    }
}
