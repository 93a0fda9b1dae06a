package dev.meridian.region.accounts;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An app on a telephone that knows a user's secret, by RFC 6238 and RFC 4226 and no code of ours. */
final class AuthenticatorApp {

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final byte[] secret;
    private String shown = "";

    /** @param base32 as the picture that it was shown has it */
    AuthenticatorApp(String base32) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int bits = 0;
        int held = 0;
        for (int i = 0; i < base32.length(); i++) {
            bits = (bits << 5) | BASE32.indexOf(base32.charAt(i));
            held += 5;
            if (held >= 8) {
                held -= 8;
                bytes.write(bits >>> held);
                bits &= (1 << held) - 1;
            }
        }
        secret = bytes.toByteArray();
    }

    /** @param later how many steps of half a minute from now; the next one's code is good already */
    String code(int later) {
        long step = Instant.now().getEpochSecond() / 30 + later;
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "raw"));
            byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
            int number = ByteBuffer.wrap(hash).getInt(hash[19] & 15) & 0x7fffffff;
            shown = String.format(Locale.ROOT, "%06d", number % 1_000_000);
            return shown;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The code that it showed last. */
    String shown() {
        return shown;
    }
}
