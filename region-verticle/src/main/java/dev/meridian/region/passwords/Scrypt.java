package dev.meridian.region.passwords;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * Scrypt (RFC 7914).
 *
 * @param hex of the derived key
 * @param salt text, whose UTF-8 counts
 */
record Scrypt(String hex, String salt, Cost cost) implements Algorithm {

    static final String KIND = "scrypt";

    private static final Pattern HEX = Pattern.compile("([0-9A-Fa-f]{2}){16,128}");

    /**
     * @param cpu N, a power of two
     * @param memory r
     * @param parallel p
     * @param length of the derived key, in bytes
     */
    record Cost(long cpu, long memory, long parallel, long length) {

        private static final int MOST_CPU = 1 << 16;
        private static final int MOST_SIZE = 1 << 19;
        private static final int MOST_WORK = 1 << 20;

        /** Whether a node may be asked for it: 64 MiB, or 128 MiB written in all. */
        boolean isBearable() {
            return cpu > 1
                    && cpu <= MOST_CPU
                    && Long.bitCount(cpu) == 1
                    && (memory > 1 || cpu < MOST_CPU)
                    && within(memory, MOST_SIZE)
                    && within(parallel, MOST_WORK)
                    && cpu * memory <= MOST_SIZE
                    && cpu * memory * parallel <= MOST_WORK;
        }

        private static boolean within(long number, int most) {
            return number >= 1 && number <= most;
        }

        static Cost of(JsonObject options) {
            return new Cost(
                    options.getLong("costCpu", 0L),
                    options.getLong("costMemory", 0L),
                    options.getLong("costParallel", 0L),
                    options.getLong("length", 0L));
        }

        JsonObject put(JsonObject options) {
            return options.put("costCpu", cpu)
                    .put("costMemory", memory)
                    .put("costParallel", parallel)
                    .put("length", length);
        }
    }

    static Optional<Scrypt> of(String text, JsonObject options) {
        Cost cost = Cost.of(options);
        return HEX.matcher(text).matches() && text.length() == 2 * cost.length() && cost.isBearable()
                ? Optional.of(new Scrypt(text, options.getString("salt", ""), cost))
                : Optional.empty();
    }

    @Override
    public int weight() {
        return 1 + (int) ((cost.cpu() * cost.memory() * cost.parallel()) >>> 16);
    }

    @Override
    public boolean matches(String password) {
        byte[] actual = SCrypt.generate(
                Algorithm.bytes(password),
                salt.getBytes(StandardCharsets.UTF_8),
                (int) cost.cpu(),
                (int) cost.memory(),
                (int) cost.parallel(),
                (int) cost.length());
        return MessageDigest.isEqual(HexFormat.of().parseHex(hex), actual);
    }

    @Override
    public JsonObject description() {
        return cost.put(new JsonObject().put("type", KIND));
    }
}
