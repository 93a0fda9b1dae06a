package dev.meridian.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.edge.cache.decide.Fields;
import dev.meridian.edge.cache.decide.Profile;
import dev.meridian.edge.cache.decide.VaryRule;
import dev.meridian.edge.cache.disk.DiskCache;
import dev.meridian.edge.cache.disk.DiskSettings;
import dev.meridian.edge.cache.store.CacheStore;
import dev.meridian.edge.cache.store.Entry;
import dev.meridian.edge.cache.store.Lookup;
import dev.meridian.edge.cache.store.PurgeScope;
import dev.meridian.edge.cache.store.ResourceKey;
import dev.meridian.edge.cache.store.VariantKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory over a real disk; another process is another tier over the same folder. */
class DiskTierTest {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Fields ANY = name -> List.of();
    private static final ResourceKey PAGE = Responses.page("/news");
    private static final VaryRule BY_LANGUAGE = new VaryRule(List.of("accept-language"));

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<DiskTier> tiers = new ArrayList<>();

    private SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private record Stage(DiskCache disk, CacheStore store, DiskTier tier) {}

    private Stage open() {
        meters = new SimpleMeterRegistry();
        DiskSettings settings = new DiskSettings(folder, 32 << 20, 1 << 20, 100, 8 << 20, 8 << 20, 3);
        DiskCache disk = await(DiskCache.open(vertx, "tier-test-" + COUNT.incrementAndGet(), settings, meters));
        return over(disk);
    }

    private Stage over(DiskCache disk) {
        CacheStore store = new CacheStore(8 << 20, 100, new OnDisk(disk));
        DiskTier tier = new DiskTier(vertx, disk, store, Profile.STRICT, 1 << 20, meters);
        tiers.add(tier);
        return new Stage(disk, store, tier);
    }

    @AfterEach
    void close() {
        tiers.forEach(tier -> await(tier.close()));
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(10, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("the disk does not answer", late);
        }
    }

    private static void put(Stage stage, ResourceKey resource, Entry entry) {
        put(stage, resource, VaryRule.NONE, ANY, entry);
    }

    private static void put(Stage stage, ResourceKey resource, VaryRule rule, Fields request, Entry entry) {
        stage.store().put(resource, rule, request, entry);
        stage.tier().renew(resource, rule, request, entry);
    }

    private static void hit(Stage stage, ResourceKey resource, Fields request) {
        Lookup.Found found = (Lookup.Found) stage.store().lookup(resource, request);
        stage.tier().offer(found.key(), found.entry(), request);
    }

    /** Puts a response there and has it asked for again, until the disk has it. */
    private void keep(Stage stage, ResourceKey resource, Entry entry) {
        put(stage, resource, entry);
        hit(stage, resource, ANY);
        until(stage, resource);
    }

    private static void until(Stage stage, ResourceKey resource) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (!stage.tier().mayHave(resource)) {
            assertThat(System.nanoTime()).as("the disk gets it").isLessThan(end);
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(5);
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    private static Lookup find(Stage stage, ResourceKey resource, Fields request) {
        Lookup missed = stage.store().lookup(resource, request);
        return stage.tier().mayHave(resource) ? await(stage.tier().find(resource, request, missed)) : missed;
    }

    private static Optional<String> text(Lookup lookup) {
        return lookup instanceof Lookup.Found found
                ? Optional.of(found.entry().body().toString())
                : Optional.empty();
    }

    private static void purge(Stage stage, boolean soft, String tag) {
        stage.store().purge(PurgeScope.tags("fra", "p", Set.of(tag)), soft);
    }

    @Test
    void whatIsAskedForOnceIsNotWrittenAndWhatIsAskedForAgainIs() {
        Stage stage = open();
        put(stage, PAGE, Responses.entry("content", stage.store().mark()));

        assertThat(stage.tier().mayHave(PAGE)).isFalse();

        hit(stage, PAGE, ANY);
        until(stage, PAGE);

        assertThat(stage.disk().objects()).isEqualTo(1);
    }

    @Test
    void anotherProcessFindsWhatWasKeptAndHasItInMemoryThen() {
        Stage before = open();
        keep(before, PAGE, Responses.entry("content", before.store().mark(), "t"));
        await(before.tier().close());

        Stage stage = open();

        assertThat(text(stage.store().lookup(PAGE, ANY))).isEmpty();
        assertThat(text(find(stage, PAGE, ANY))).contains("content");
        assertThat(text(stage.store().lookup(PAGE, ANY))).contains("content");
    }

    @Test
    void manyWhoAskAtOnceMakeOneRead() {
        Stage before = open();
        keep(before, PAGE, Responses.entry("content", before.store().mark()));
        await(before.tier().close());
        Stage stage = open();
        Lookup missed = stage.store().lookup(PAGE, ANY);

        List<Future<Lookup>> all = onContext(() -> {
            List<Future<Lookup>> asked = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                asked.add(stage.tier().find(PAGE, ANY, missed));
            }
            return asked;
        });

        assertThat(all).allMatch(found -> text(await(found)).equals(Optional.of("content")));
        assertThat(meters.get("meridian_cache_disk_lookups")
                        .tag("result", "found")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    /** Runs a turn of an event loop: what it begins is not over before its end. */
    private <T> T onContext(Supplier<T> turn) {
        Promise<T> done = Promise.promise();
        vertx.runOnContext(ignored -> done.complete(turn.get()));
        return await(done.future());
    }

    @Test
    void aPurgeThatComesDuringTheReadIsHeeded() {
        Stage before = open();
        keep(before, PAGE, Responses.entry("content", before.store().mark(), "t"));
        await(before.tier().close());
        for (boolean soft : new boolean[] {true, false}) {
            Stage stage = open();
            Future<Lookup> found = onContext(() -> {
                Future<Lookup> reading =
                        stage.tier().find(PAGE, ANY, stage.store().lookup(PAGE, ANY));
                purge(stage, soft, "t");
                return reading;
            });

            // The look-up itself may have been over before the purge; nobody finds it fresh after that.
            await(found);
            Lookup later = stage.store().lookup(PAGE, ANY);
            if (soft) {
                assertThat(((Lookup.Found) later).entry().facts().softPurged()).isTrue();
            } else {
                assertThat(text(later)).isEmpty();
            }
            await(stage.tier().close());
        }
    }

    @Test
    void aRequestAfterAPurgeDoesNotJoinAReadFromBefore() {
        Stage before = open();
        keep(before, PAGE, Responses.entry("content", before.store().mark(), "t"));
        await(before.tier().close());
        Stage stage = open();

        Future<Lookup> later = onContext(() -> {
            Lookup missed = stage.store().lookup(PAGE, ANY);
            stage.tier().find(PAGE, ANY, missed);
            purge(stage, false, "t");
            return stage.tier().find(PAGE, ANY, missed);
        });

        assertThat(text(await(later))).isEmpty();
    }

    @Test
    void aPurgeHoldsBeforeTheSweepAndAfterIt() {
        Stage before = open();
        keep(before, PAGE, Responses.entry("content", before.store().mark(), "t"));
        keep(
                before,
                Responses.page("/other"),
                Responses.entry("other", before.store().mark(), "u"));
        await(before.tier().close());
        Stage stage = open();

        purge(stage, false, "t");

        assertThat(text(find(stage, PAGE, ANY))).isEmpty();
        assertThat(stage.tier().isSweepDue()).isTrue();
        assertThat(await(stage.tier().sweep())).isEqualTo(1);
        assertThat(stage.tier().isSweepDue()).isFalse();
        assertThat(stage.tier().mayHave(PAGE)).isFalse();
        assertThat(text(find(stage, Responses.page("/other"), ANY))).contains("other");
    }

    @Test
    void aSoftPurgeIsStillKnownAfterTheSweepAndARestart() {
        Stage before = open();
        keep(before, PAGE, Responses.entry("content", before.store().mark(), "t"));

        purge(before, true, "t");
        assertThat(await(before.tier().sweep())).isZero();
        await(before.tier().close());
        Stage stage = open();

        Lookup.Found found = (Lookup.Found) find(stage, PAGE, ANY);
        assertThat(found.entry().facts().softPurged()).isTrue();
        assertThat(found.entry().body()).hasToString("content");
    }

    @Test
    void whatIsFetchedAfterAPurgeIsNotCoveredByIt() {
        Stage stage = open();
        purge(stage, false, "t");
        keep(stage, PAGE, Responses.entry("fresh", stage.store().mark(), "t"));

        assertThat(await(stage.tier().sweep())).isZero();
        assertThat(stage.tier().mayHave(PAGE)).isTrue();
    }

    @Test
    void whatAPurgeCoveredIsNotWrittenAfterIt() {
        Stage stage = open();
        put(stage, PAGE, Responses.entry("content", stage.store().mark(), "t"));
        Lookup.Found found = (Lookup.Found) stage.store().lookup(PAGE, ANY);
        purge(stage, false, "t");

        stage.tier().offer(found.key(), found.entry(), ANY);
        await(stage.tier().close());

        assertThat(stage.disk().objects()).isZero();
    }

    @Test
    void whatBecameInvalidIsGoneFromTheDiskInAllItsVariants() {
        Stage before = open();
        for (String language : List.of("de", "fr")) {
            Fields request = Responses.accepting(language);
            put(
                    before,
                    PAGE,
                    BY_LANGUAGE,
                    request,
                    Responses.entry(language, before.store().mark()));
            hit(before, PAGE, request);
        }
        await(before.tier().close());
        Stage stage = open();
        assertThat(text(find(stage, PAGE, Responses.accepting("de")))).contains("de");
        assertThat(text(find(stage, PAGE, Responses.accepting("fr")))).contains("fr");
        assertThat(find(stage, PAGE, Responses.accepting("it"))).isInstanceOf(Lookup.OtherVariants.class);

        stage.store().invalidate(PAGE);
        await(stage.tier().close());
        Stage after = open();

        assertThat(after.tier().mayHave(PAGE)).isFalse();
        keep(after, PAGE, Responses.entry("plain", after.store().mark()));
        assertThat(text(find(after, PAGE, Responses.accepting("fr")))).contains("plain");
    }

    @Test
    void whatIsSaidAnewOfABodyReplacesWhatTheDiskHas() {
        Stage stage = open();
        keep(stage, PAGE, Responses.entry("content", "\"1\"", stage.store().mark(), "old"));

        put(stage, PAGE, Responses.entry("content", "\"1\"", stage.store().mark(), "new"));
        await(stage.tier().close());
        Stage after = open();

        assertThat(((Lookup.Found) find(after, PAGE, ANY)).entry().tags()).containsExactly("new");
        assertThat(after.disk().objects()).isEqualTo(1);
    }

    @Test
    void anotherBodyReplacesTheOneThatTheDiskHas() {
        Stage stage = open();
        keep(stage, PAGE, Responses.entry("first", stage.store().mark()));

        put(stage, PAGE, Responses.entry("second", stage.store().mark()));
        await(stage.tier().close());

        assertThat(text(find(open(), PAGE, ANY))).contains("second");
    }

    @Test
    void whatIsDoubtedIsFoundAsDoubted() {
        Stage before = open();
        keep(before, PAGE, Responses.entry("content", before.store().mark()));
        await(before.tier().close());
        Stage stage = open();
        stage.store().vouch("fra", System.nanoTime());

        Lookup.Found found = (Lookup.Found) find(stage, PAGE, ANY);

        assertThat(found.entry().facts().ttl(2_000)).isNegative();
        assertThat(found.entry().facts().mayServeOnError(true, 2_000)).isTrue();
        stage.store().vouch("fra", System.nanoTime() + TimeUnit.HOURS.toNanos(1));
        assertThat(((Lookup.Found) find(stage, PAGE, ANY)).entry().facts().ttl(2_000))
                .isPositive();
    }

    @Test
    void aDiskThatIsClosedHasNothing() {
        Stage stage = open();
        keep(stage, PAGE, Responses.entry("content", stage.store().mark()));
        await(stage.disk().close());

        assertThat(stage.tier().mayHave(PAGE)).isFalse();
        stage.tier().renew(PAGE, VaryRule.NONE, ANY, Responses.entry("other", 0));
        stage.tier().offer(new VariantKey(PAGE, ""), Responses.entry("other", 0), ANY);
    }
}
