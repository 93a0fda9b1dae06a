package dev.meridian.region.passwords;

import dev.meridian.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

/**
 * Password hashing by Argon2id (RFC 9106) with the contract's cost (section 6.4), and verification against that and what
 * others hashed, on a few threads of its own. When too many wait, more are refused as overload, and the costlier a hash is the
 * sooner: a flood of log-ins delays log-ins only, and one project's costly hashes do not shut the others' users out.
 */
public final class Passwords implements AutoCloseable {

    private static final int SALT_BYTES = 16;

    /** How many hashes of our own may wait or be worked on for each thread: a second's work, or little more. */
    private static final int MOST_FOR_A_THREAD = 64;

    /** Hash of a password that nobody has: looking for an unknown address takes as long as for a known one. */
    private static final StoredPassword NOBODYS = new StoredPassword(
            Argon2.KIND,
            "$argon2id$v=19$m=7168,t=5,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            new JsonObject());

    private final WorkerExecutor executor;
    private final Semaphore room;
    private final SecureRandom random = new SecureRandom();

    public Passwords(Vertx vertx, int threads) {
        this.executor = vertx.createSharedWorkerExecutor("passwords", threads);
        this.room = new Semaphore(threads * MOST_FOR_A_THREAD);
    }

    public Future<StoredPassword> hash(String password) {
        return compute(1, () -> {
            byte[] salt = new byte[SALT_BYTES];
            random.nextBytes(salt);
            return Argon2.hash(password, salt);
        });
    }

    /**
     * Whether a password is the one that was hashed; takes as long whether it is or not. Against {@link StoredPassword#NONE}
     * it takes as long as against a hash of our own, and is never right.
     */
    public Future<Boolean> verify(String password, StoredPassword stored) {
        Optional<? extends Algorithm> algorithm = Algorithm.of(stored.isNone() ? NOBODYS : stored);
        return algorithm.isEmpty()
                ? Future.succeededFuture(false)
                : compute(algorithm.get().weight(), () -> algorithm.get().matches(password) && !stored.isNone());
    }

    /** Whether a hash is weaker than or other than what {@link #hash} makes, so that it is to be replaced at a log-in. */
    public boolean isOutdated(StoredPassword stored) {
        return !stored.isNone()
                && Algorithm.of(stored)
                        .map(algorithm -> !(algorithm instanceof Argon2 argon2 && argon2.isOwn()))
                        .orElse(false);
    }

    @Override
    public void close() {
        executor.close();
    }

    private <T> Future<T> compute(int weight, Callable<T> work) {
        if (!room.tryAcquire(weight)) {
            return Future.failedFuture(Problem.overloaded("Too many people log in just now. Please try again"));
        }
        return executor.executeBlocking(work, false)
                .onComplete(done -> room.release(weight))
                .map(Objects::requireNonNull);
    }
}
