package dev.meridian.core.id;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Makes identifiers and secrets in the contract's shapes (contract section 2.5). Safe for use by many threads. */
public final class Ids {

    /** What a client sends to have the server choose. */
    public static final String CHOOSE = "unique()";

    private static final Pattern CUSTOM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,35}");

    private final InstantSource clock;
    private final RandomGenerator random;

    /** @param random must be unpredictable where secrets are drawn, and safe for many threads */
    public Ids(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** Twenty lower-case hex digits: seconds (8), microseconds (5), random (7). */
    public String unique() {
        Instant now = clock.instant();
        long micros = now.getNano() / 1_000;
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(now.getEpochSecond(), 8)
                + hex.toHexDigits(micros, 5)
                + hex.toHexDigits(random.nextInt(1 << 28), 7);
    }

    /** The ID that a client asked for, or a new one if it left the choice. */
    public String resolve(String requested) {
        return requested.equals(CHOOSE) ? unique() : requested;
    }

    /** @return {@code length} random lower-case hex digits; the length must be even */
    public String secret(int length) {
        byte[] bytes = new byte[length / 2];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** @return a code of six random digits, for people to copy */
    public String code() {
        return String.format(Locale.ROOT, "%06d", random.nextInt(1_000_000));
    }

    /** One of several, each as likely. */
    public <T> T anyOf(List<T> choice) {
        return choice.get(random.nextInt(choice.size()));
    }

    /** Whether a client may name a thing so. */
    public static boolean isValid(String id) {
        return CUSTOM.matcher(id).matches();
    }
}
