package dev.meridian.region.accounts;

import dev.meridian.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Password hashing by Argon2id (RFC 9106) with the contract's cost (section 6.4), on a few threads of its own. Hashes are
 * PHC strings, so that the cost may change and old ones still verify. When too many wait, more are refused as overload: a
 * flood of log-ins delays log-ins only.
 */
public final class Passwords implements AutoCloseable {

    private static final int MEMORY_KIB = 7_168;
    private static final int PASSES = 5;
    private static final int LANES = 1;
    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final Pattern PHC =
            Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})\\$([^$]+)\\$([^$]+)");

    /** How many may wait or be worked on for each thread: a second's work, or little more. */
    private static final int MOST_FOR_A_THREAD = 64;

    private final WorkerExecutor executor;
    private final Semaphore room;
    private final SecureRandom random = new SecureRandom();

    public Passwords(Vertx vertx, int threads) {
        this.executor = vertx.createSharedWorkerExecutor("passwords", threads);
        this.room = new Semaphore(threads * MOST_FOR_A_THREAD);
    }

    public Future<String> hash(String password) {
        return compute(() -> {
            byte[] salt = new byte[SALT_BYTES];
            random.nextBytes(salt);
            byte[] hash = derive(password, salt, MEMORY_KIB, PASSES, LANES, HASH_BYTES);
            Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
            return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES + "$" + base64.encodeToString(salt)
                    + "$" + base64.encodeToString(hash);
        });
    }

    /** Whether a password is the one that was hashed; takes as long whether it is or not. */
    public Future<Boolean> verify(String password, String phc) {
        return compute(() -> {
            Matcher matcher = PHC.matcher(phc);
            if (!matcher.matches()) {
                return false;
            }
            byte[] salt = Base64.getDecoder().decode(matcher.group(4));
            byte[] expected = Base64.getDecoder().decode(matcher.group(5));
            byte[] actual = derive(
                    password,
                    salt,
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)),
                    expected.length);
            return MessageDigest.isEqual(expected, actual);
        });
    }

    /** The cost of new hashes, as the contract shows it. */
    static JsonObject describe() {
        return new JsonObject()
                .put("type", "argon2")
                .put("memoryCost", MEMORY_KIB)
                .put("timeCost", PASSES)
                .put("threads", LANES);
    }

    @Override
    public void close() {
        executor.close();
    }

    private <T> Future<T> compute(Callable<T> work) {
        if (!room.tryAcquire()) {
            return Future.failedFuture(Problem.overloaded("Too many people log in just now. Please try again"));
        }
        return executor.executeBlocking(work, false)
                .onComplete(done -> room.release())
                .map(Objects::requireNonNull);
    }

    private static byte[] derive(String password, byte[] salt, int memoryKib, int passes, int lanes, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
