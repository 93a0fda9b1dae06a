package dev.meridian.core.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SigningKeyTest {

    private static final JsonObject CLAIMS =
            new JsonObject().put("userId", "ada").put("exp", 1_900_000_000L);

    private final SigningKey key = SigningKey.of("a secret of thirty-two bytes....".getBytes(StandardCharsets.UTF_8));

    @Test
    void aTokenIsAJsonWebTokenThatItsKeyKnows() {
        String token = key.sign(CLAIMS);

        assertThat(new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[0]), StandardCharsets.UTF_8))
                .contains("HS256");
        assertThat(key.verified(token)).contains(CLAIMS);
        assertThat(SigningKey.unverified(token)).contains(CLAIMS);
    }

    @Test
    void aTokenThatWasChangedAnywhereIsNobodys() {
        String token = key.sign(CLAIMS);
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            char[] changed = token.toCharArray();
            int at = random.nextInt(changed.length);
            changed[at] = (char) (' ' + random.nextInt(95));
            String forged = new String(changed);
            if (!forged.equals(token)) {
                assertThat(key.verified(forged)).as(forged).isEmpty();
            }
        }
    }

    @Test
    void aTokenOfAnotherPurposeOrWithoutASignatureIsNobodys() {
        String[] parts = key.sign(CLAIMS).split("\\.", -1);
        String none = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));

        assertThat(key.derived("user").verified(key.derived("key").sign(CLAIMS)))
                .isEmpty();
        assertThat(key.derived("a", "bc").verified(key.derived("ab", "c").sign(CLAIMS)))
                .isEmpty();
        assertThat(key.verified(none + '.' + parts[1] + '.')).isEmpty();
        assertThat(key.verified(parts[0] + '.' + parts[1] + '.')).isEmpty();
        assertThat(key.verified("")).isEmpty();
        assertThat(SigningKey.unverified("a.b.c")).isEmpty();
    }
}
