package dev.meridian.region.passwords;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.TestingRegion;
import dev.meridian.region.api.Parameters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Hashes of every algorithm against vectors that others published, and what is refused of them. */
final class PasswordsTest {

    private static final long SEED = Long.getLong("meridian.seed", 20_261_128L);
    private static final Vertx VERTX = Vertx.vertx();
    private static final Passwords PASSWORDS = new Passwords(VERTX, 1);

    @AfterAll
    static void close() {
        PASSWORDS.close();
        TestingRegion.wait(VERTX.close());
    }

    private static Arguments vector(
            String password, Function<Parameters, StoredPassword> reader, String hash, Object... more) {
        JsonObject body = new JsonObject().put("password", hash);
        for (int i = 0; i < more.length; i += 2) {
            body.put((String) more[i], more[i + 1]);
        }
        return Arguments.of(password, reader, body);
    }

    static Stream<Arguments> published() {
        return Stream.of(argon2(), bcrypt(), phpass(), sha(), scrypt()).flatMap(vectors -> vectors);
    }

    /** From the tests of the reference implementation, phc-winner-argon2. */
    private static Stream<Arguments> argon2() {
        return Stream.of(
                        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                        "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
                        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                        "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
                        "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ")
                .map(hash -> vector("password", ForeignPassword::argon2, hash));
    }

    /** From the tests of jBCrypt, and the same hash under the later names. */
    private static Stream<Arguments> bcrypt() {
        return Stream.of(
                vector("a", ForeignPassword::bcrypt, "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe"),
                vector("abc", ForeignPassword::bcrypt, "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i"),
                vector("abc", ForeignPassword::bcrypt, "$2b$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i"),
                vector("abc", ForeignPassword::bcrypt, "$2y$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i"));
    }

    /** From Openwall's own test, and with bcrypt's instead. */
    private static Stream<Arguments> phpass() {
        return Stream.of(
                vector("test12345", ForeignPassword::phpass, "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0"),
                vector("test12345", ForeignPassword::phpass, "$H$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0"),
                vector("abc", ForeignPassword::phpass, "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i"));
    }

    /** From the examples of RFC 1321, FIPS 180-4 and FIPS 202. */
    private static Stream<Arguments> sha() {
        List<String> hashes = List.of(
                "a9993e364706816aba3e25717850c26c9cd0d89d",
                "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
                "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa",
                "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23",
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
                "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf",
                "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
                "ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1edf228376d25",
                "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e"
                        + "10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0");
        return Stream.concat(
                Stream.of(
                        vector("abc", ForeignPassword::md5, "900150983CD24FB0D6963F7D28E17F72"),
                        vector("abc", ForeignPassword::sha, hashes.get(2))),
                IntStream.range(0, hashes.size())
                        .mapToObj(i -> vector(
                                "abc", ForeignPassword::sha, hashes.get(i), "passwordVersion", Sha.VERSIONS.get(i))));
    }

    /** From RFC 7914, and from the description of Firebase's modification. */
    private static Stream<Arguments> scrypt() {
        return Stream.of(
                vector(
                        "pleaseletmein",
                        ForeignPassword::scrypt,
                        "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
                        "passwordSalt",
                        "SodiumChloride",
                        "passwordCpu",
                        16_384,
                        "passwordMemory",
                        8,
                        "passwordParallel",
                        1,
                        "passwordLength",
                        64),
                vector(
                        "user1password",
                        ForeignPassword::scryptModified,
                        "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
                        "passwordSalt",
                        "42xEC+ixf3L2lw==",
                        "passwordSaltSeparator",
                        "Bw==",
                        "passwordSignerKey",
                        "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA=="));
    }

    @ParameterizedTest
    @MethodSource("published")
    void aPublishedHashIsOfItsPasswordAndOfNoOther(
            String password, Function<Parameters, StoredPassword> reader, JsonObject body) {
        StoredPassword stored = reader.apply(Parameters.of(body));

        assertThat(TestingRegion.wait(PASSWORDS.verify(password, stored))).isTrue();
        assertThat(TestingRegion.wait(PASSWORDS.verify(password + "x", stored))).isFalse();
        assertThat(PASSWORDS.isOutdated(stored)).isTrue();
        assertThat(stored.description().getString("type")).isEqualTo(stored.kind());
        assertThat(stored.toString()).doesNotContain(stored.hash());
    }

    /** Whatever one makes of a hash, what is taken is affordable and has an answer. */
    @Test
    void mangledHashesAreRefusedOrHaveAnAnswer() {
        Random random = new Random(SEED);
        List<Arguments> vectors = published().toList();
        int taken = 0;
        for (int i = 0; i < 20_000; i++) {
            Arguments vector = vectors.get(random.nextInt(vectors.size()));
            JsonObject body = mangled((JsonObject) Objects.requireNonNull(vector.get()[2]), random);
            @SuppressWarnings("unchecked")
            Function<Parameters, StoredPassword> reader =
                    (Function<Parameters, StoredPassword>) Objects.requireNonNull(vector.get()[1]);
            try {
                StoredPassword stored = reader.apply(Parameters.of(body));
                int weight = Algorithm.of(stored).orElseThrow().weight();
                assertThat(weight).as("seed %s: %s", SEED, body).isBetween(1, 64);
                if (weight == 1 && taken++ < 200) {
                    Algorithm.of(stored).orElseThrow().matches("correct horse");
                }
            } catch (Problem refused) {
                assertThat(refused.type().status())
                        .as("seed %s: %s", SEED, body)
                        .isEqualTo(400);
            }
        }
        assertThat(taken).as("seed %s", SEED).isPositive();
    }

    private static JsonObject mangled(JsonObject valid, Random random) {
        JsonObject body = valid.copy();
        List<String> names = List.copyOf(body.fieldNames());
        String name = names.get(random.nextInt(names.size()));
        if (body.getValue(name) instanceof Integer number) {
            return body.put(name, random.nextBoolean() ? number << random.nextInt(31) : random.nextInt());
        }
        StringBuilder text = new StringBuilder(body.getString(name));
        for (int i = random.nextInt(3); i >= 0 && !text.isEmpty(); i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.setCharAt(at, "09azAZ$=+/.,é".charAt(random.nextInt(13)));
                default -> text.insert(at, text.charAt(at));
            }
        }
        return body.put(name, text.toString());
    }

    @Test
    void aNewHashIsArgon2idAtTheContractsCostAndDiffersEachTime() {
        StoredPassword one = TestingRegion.wait(PASSWORDS.hash("correct horse"));
        StoredPassword other = TestingRegion.wait(PASSWORDS.hash("correct horse"));

        assertThat(one.hash()).startsWith("$argon2id$v=19$m=7168,t=5,p=1$").isNotEqualTo(other.hash());
        assertThat(TestingRegion.wait(PASSWORDS.verify("correct horse", one))).isTrue();
        assertThat(TestingRegion.wait(PASSWORDS.verify("correct house", one))).isFalse();
        assertThat(PASSWORDS.isOutdated(one)).isFalse();
    }

    @Test
    void whereThereIsNoPasswordNoneIsRight() {
        assertThat(TestingRegion.wait(PASSWORDS.verify("", StoredPassword.NONE)))
                .isFalse();
        assertThat(PASSWORDS.isOutdated(StoredPassword.NONE)).isFalse();
    }

    static Stream<Arguments> refused() {
        String salted = "$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        return Stream.of(
                vector("memory", ForeignPassword::argon2, "$argon2id$v=19$m=65537,t=1,p=1" + salted),
                vector("passes", ForeignPassword::argon2, "$argon2id$v=19$m=65536,t=17,p=1" + salted),
                vector("lanes", ForeignPassword::argon2, "$argon2id$v=19$m=256,t=1,p=33" + salted),
                vector("little memory", ForeignPassword::argon2, "$argon2id$v=19$m=8,t=1,p=4" + salted),
                vector("argon2d", ForeignPassword::argon2, "$argon2d$v=19$m=256,t=2,p=1" + salted),
                vector(
                        "half a byte",
                        ForeignPassword::argon2,
                        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQAA" + salted.substring(12)),
                vector("plain text", ForeignPassword::argon2, "correct horse"),
                vector("cost", ForeignPassword::bcrypt, "$2a$15$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i"),
                vector("cost", ForeignPassword::bcrypt, "$2a$03$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i"),
                vector("short", ForeignPassword::bcrypt, "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx"),
                vector("rounds", ForeignPassword::phpass, "$P$zIQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0"),
                vector("cost", ForeignPassword::phpass, "$2a$31$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i"),
                vector("letters", ForeignPassword::md5, "900150983cd24fb0d6963f7d28e17f7g"),
                vector("length", ForeignPassword::sha, "900150983cd24fb0d6963f7d28e17f72"),
                vector("version", ForeignPassword::sha, "900150983cd24fb0d6963f7d28e17f72", "passwordVersion", "sha9"),
                scrypt(1 << 30, 8, 1, 64),
                scrypt(1 << 16, 16, 1, 64),
                scrypt(1 << 14, 8, 64, 64),
                scrypt(1_000, 8, 1, 64),
                scrypt(1, 8, 1, 64),
                scrypt(1 << 16, 1, 1, 64),
                scrypt(2, Integer.MAX_VALUE, 1, 64),
                scrypt(2, 1, Integer.MAX_VALUE, 64),
                scrypt(2, 1, 1, 32),
                vector(
                        "base64",
                        ForeignPassword::scryptModified,
                        "no base64!",
                        "passwordSalt",
                        "42xEC+ixf3L2lw==",
                        "passwordSaltSeparator",
                        "Bw==",
                        "passwordSignerKey",
                        "jxspr8Ki0RYycVU8zykbdA=="));
    }

    private static Arguments scrypt(int cpu, int memory, int parallel, int length) {
        return vector(
                "cost",
                ForeignPassword::scrypt,
                "70".repeat(64),
                "passwordSalt",
                "s",
                "passwordCpu",
                cpu,
                "passwordMemory",
                memory,
                "passwordParallel",
                parallel,
                "passwordLength",
                length);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsMalformedOrCostsTooMuchIsRefused(
            String reason, Function<Parameters, StoredPassword> reader, JsonObject body) {
        assertThatThrownBy(() -> reader.apply(Parameters.of(body)))
                .as(reason)
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.type().status()).isEqualTo(400));
    }

    @Test
    void moreThanAThreadsShareIsRefusedAsOverload() {
        List<Future<Boolean>> asked = IntStream.range(0, 200)
                .mapToObj(i -> PASSWORDS.verify("correct horse", StoredPassword.NONE))
                .toList();

        TestingRegion.wait(Future.join(asked).otherwiseEmpty());

        assertThat(asked)
                .filteredOn(Future::failed)
                .isNotEmpty()
                .allSatisfy(failed -> assertThat(failed.cause())
                        .isInstanceOfSatisfying(
                                Problem.class,
                                problem -> assertThat(problem.type().status()).isEqualTo(503)));
        assertThat(asked).filteredOn(Future::succeeded).hasSizeGreaterThanOrEqualTo(64);
    }
}
