package dev.meridian.region.databases.rows;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.tables.TableId;
import dev.meridian.region.postgres.Stamps;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Lists for callers who would be content with older ones, as they were answered before (contract section 3, "ttl").
 *
 * <p>The contract lets such a list be as old as the caller says. Here it is also never older than the last write that was
 * answered, at whatever pod of the region: it is kept with the database's stamp from before and after it was made, and given
 * only while that is still the stamp ({@link Stamps}). Safe for use by many threads.
 */
final class KeptLists {

    static final String HEADER = "X-Appwrite-Cache";

    /** After so many looks in a row that found a list outdated, most are not worth their statement. */
    private static final int FRUITLESS = 64;

    /** One list of so many is looked for then. */
    private static final int SELDOM = 16;

    private final Stamps stamps;
    private final InstantSource clock;
    private final Cache<Key, Kept> lists;
    private final long largest;
    private final AtomicInteger fruitless = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();

    /**
     * All that a list depends on beside the database.
     *
     * @param embedding whether tied rows come without being selected
     * @param roles empty for who may read everything
     */
    record Key(
            TableId table,
            Naming naming,
            boolean embedding,
            boolean privileged,
            Set<String> roles,
            boolean total,
            List<String> queries) {

        private int weight() {
            return 500
                    + 2 * roles.stream().mapToInt(String::length).sum()
                    + 2 * queries.stream().mapToInt(String::length).sum();
        }
    }

    /** @param body shared with no reply: whoever writes one out may let it go */
    private record Kept(String stamp, Instant made, Buffer body) {}

    /** @param memory bytes for all of them; 0 for none */
    KeptLists(Stamps stamps, InstantSource clock, long memory) {
        this.stamps = stamps;
        this.clock = clock;
        this.largest = memory / 16;
        this.lists = Caffeine.newBuilder()
                .maximumWeight(memory)
                .weigher((Key key, Kept kept) -> key.weight() + kept.body().length())
                .executor(Runnable::run)
                .build();
    }

    /** The list as it was kept, if it is still right and not older than asked, or made afresh. */
    Future<ApiReply> answer(Key key, Duration ttl, Supplier<Future<ApiReply>> afresh) {
        return largest > 0 && isWorthALook()
                ? stamps.now()
                        .compose(stamp -> stamp.isEmpty()
                                ? made(afresh)
                                : found(key, ttl, stamp.get())
                                        .orElseGet(
                                                () -> made(afresh).onSuccess(reply -> keep(key, stamp.get(), reply))))
                : made(afresh);
    }

    private boolean isWorthALook() {
        return fruitless.get() < FRUITLESS || asked.incrementAndGet() % SELDOM == 0;
    }

    private Optional<Future<ApiReply>> found(Key key, Duration ttl, String stamp) {
        Kept kept = lists.getIfPresent(key);
        if (kept == null) {
            return Optional.empty();
        }
        if (!kept.stamp().equals(stamp)) {
            fruitless.incrementAndGet();
            return Optional.empty();
        }
        fruitless.set(0);
        return kept.made().plus(ttl).isAfter(clock.instant())
                ? Optional.of(Future.succeededFuture(
                        ApiReply.json(200, kept.body().copy()).with(HEADER, "hit")))
                : Optional.empty();
    }

    private static Future<ApiReply> made(Supplier<Future<ApiReply>> afresh) {
        return afresh.get().map(reply -> reply.with(HEADER, "miss"));
    }

    /** Nobody waits for it: where it does not come to pass, the list is made again. */
    private void keep(Key key, String before, ApiReply reply) {
        if (reply instanceof ApiReply.Whole(int status, var headers, Buffer body) && body.length() <= largest) {
            Kept kept = new Kept(before, clock.instant(), body.copy());
            stamps.now().onSuccess(after -> after.filter(before::equals).ifPresent(same -> lists.put(key, kept)));
        }
    }
}
