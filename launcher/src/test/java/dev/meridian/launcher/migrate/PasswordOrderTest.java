package dev.meridian.launcher.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Hashes as an API shows them, and how another is told of them. */
final class PasswordOrderTest {

    private static JsonObject user(String hash, String password, Object options) {
        return new JsonObject().put("hash", hash).put("password", password).put("hashOptions", options);
    }

    @Test
    void hashesThatSayAllThemselvesNeedNothingMore() {
        for (String hash : new String[] {"argon2", "bcrypt", "md5", "phpass"}) {
            assertThat(PasswordOrder.of(user(hash, "x", new JsonArray())))
                    .hasValue(new PasswordOrder(hash, new JsonObject()));
        }
    }

    @Test
    void aShaIsTheOneThatIsToldOrElseTheUsualOneOfItsLength() {
        JsonObject told = new JsonObject().put("version", "sha3-256");

        assertThat(PasswordOrder.of(user("sha", "0".repeat(64), told)))
                .hasValue(new PasswordOrder("sha", new JsonObject().put("passwordVersion", "sha3-256")));
        assertThat(PasswordOrder.of(user("sha", "0".repeat(40), new JsonObject())))
                .hasValue(new PasswordOrder("sha", new JsonObject().put("passwordVersion", "sha1")));
        assertThat(PasswordOrder.of(user("sha", "0", new JsonObject()))).isEmpty();
    }

    @Test
    void scryptNeedsItsSalt() {
        JsonObject options = new JsonObject()
                .put("type", "scrypt")
                .put("costCpu", 8)
                .put("costMemory", 14)
                .put("costParallel", 1)
                .put("length", 64);
        assertThat(PasswordOrder.of(user("scrypt", "00", options))).isEmpty();

        assertThat(PasswordOrder.of(user("scrypt", "00", options.put("salt", "s")))
                        .orElseThrow()
                        .parameters())
                .isEqualTo(new JsonObject()
                        .put("passwordSalt", "s")
                        .put("passwordCpu", 8)
                        .put("passwordMemory", 14)
                        .put("passwordParallel", 1)
                        .put("passwordLength", 64));
    }

    @Test
    void firebasesHashHasManyNamesAndOnePath() {
        JsonObject options =
                new JsonObject().put("salt", "a").put("saltSeparator", "b").put("signerKey", "c");
        for (String hash : new String[] {"scryptMod", "scryptModified", "scrypt-modified"}) {
            assertThat(PasswordOrder.of(user(hash, "x", options)).orElseThrow().path())
                    .isEqualTo("scrypt-modified");
        }
    }

    @Test
    void whoHasNoPasswordHasNoOrderForOne() {
        assertThat(PasswordOrder.of(user("argon2", "", new JsonObject()))).isEmpty();
        assertThat(PasswordOrder.of(new JsonObject().putNull("password"))).isEmpty();
        assertThat(PasswordOrder.of(user("rot13", "x", new JsonObject()))).isEmpty();
    }
}
