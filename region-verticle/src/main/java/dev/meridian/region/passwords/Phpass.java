package dev.meridian.region.passwords;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The portable hashes of Openwall's phpass, as WordPress, Drupal and phpBB have them: MD5 over and over. Where phpass could it
 * used bcrypt instead, and so such a hash is one of these as well.
 */
sealed interface Phpass extends Algorithm permits Phpass.Portable, Phpass.Crypt {

    String KIND = "phpass";

    static Optional<Phpass> of(String text) {
        return text.startsWith("$2")
                ? Bcrypt.of(text).map(Crypt::new)
                : Portable.of(text).map(Phpass.class::cast);
    }

    @Override
    default JsonObject description() {
        return new JsonObject().put("type", KIND);
    }

    /** What phpass made with bcrypt. */
    record Crypt(Bcrypt bcrypt) implements Phpass {
        @Override
        public int weight() {
            return bcrypt.weight();
        }

        @Override
        public boolean matches(String password) {
            return bcrypt.matches(password);
        }
    }

    /**
     * What it made itself.
     *
     * @param rounds of MD5
     * @param salt eight characters
     * @param hash in phpass's own base 64
     */
    record Portable(int rounds, String salt, String hash) implements Phpass {

        private static final String DIGITS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        private static final Pattern FORM = Pattern.compile("\\$[PH]\\$[./0-9A-Za-z]{31}");
        private static final int LEAST_ROUNDS_LOG = 7;
        private static final int MOST_ROUNDS_LOG = 20;

        private static Optional<Portable> of(String text) {
            if (!FORM.matcher(text).matches()) {
                return Optional.empty();
            }
            int log = DIGITS.indexOf(text.charAt(3));
            return log >= LEAST_ROUNDS_LOG && log <= MOST_ROUNDS_LOG
                    ? Optional.of(new Portable(1 << log, text.substring(4, 12), text.substring(12)))
                    : Optional.empty();
        }

        @Override
        public int weight() {
            return 1 + (rounds >>> 16);
        }

        @Override
        public boolean matches(String password) {
            MessageDigest md5 = Algorithm.digest("MD5");
            byte[] bytes = Algorithm.bytes(password);
            md5.update(salt.getBytes(StandardCharsets.US_ASCII));
            byte[] hashed = md5.digest(bytes);
            for (int i = 0; i < rounds; i++) {
                md5.update(hashed);
                hashed = md5.digest(bytes);
            }
            return MessageDigest.isEqual(
                    hash.getBytes(StandardCharsets.US_ASCII), encoded(hashed).getBytes(StandardCharsets.US_ASCII));
        }

        /** Three bytes make four digits, the lowest bits first. */
        private static String encoded(byte[] bytes) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < bytes.length; i += 3) {
                int present = Math.min(3, bytes.length - i);
                int bits = 0;
                for (int j = 0; j < present; j++) {
                    bits |= (bytes[i + j] & 0xff) << (8 * j);
                }
                for (int j = 0; j <= present; j++) {
                    text.append(DIGITS.charAt((bits >>> (6 * j)) & 0x3f));
                }
            }
            return text.toString();
        }
    }
}
