package dev.meridian.edge.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.edge.cache.decide.Extent;
import dev.meridian.edge.cache.decide.Fields;
import dev.meridian.edge.cache.decide.Freshness;
import dev.meridian.edge.cache.decide.RequestFacts;
import dev.meridian.edge.cache.decide.Reuse;
import dev.meridian.edge.cache.decide.Sharing;
import dev.meridian.edge.cache.decide.StoredFacts;
import dev.meridian.edge.cache.decide.VaryRule;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CacheStoreTest {

    private static final Fields NO_HEADERS = name -> List.of();
    private static final Freshness AN_HOUR_AND_REVALIDATED = new Freshness(3_600_000, 60_000, 0, 0);
    private static final StoredFacts FACTS =
            new StoredFacts(AN_HOUR_AND_REVALIDATED, Sharing.EVERYONE, "\"e\"", "", 0, 0, 0, false);
    private static final ResourceKey PAGE = page(0);

    private final CacheStore store = new CacheStore(64 << 20);

    @Test
    void aSweepFreesWhatWasPurgedInBoundedSteps() {
        IntStream.range(0, 10_000).forEach(i -> put(page(i), i % 2 == 0 ? "even" : "odd"));

        store.purge(PurgeScope.tags("fra", "p", Set.of("even")), false);

        assertThat(store.size()).isEqualTo(10_000);
        assertThat(lookup(page(2))).isInstanceOf(Lookup.Nothing.class);
        assertThat(store.sweep()).isTrue();
        assertThat(store.size()).isBetween(7_000L, 9_000L);
        assertThat(store.sweep()).isTrue();
        assertThat(store.sweep()).isFalse();
        assertThat(store.size()).isEqualTo(5_000);
        assertThat(lookup(page(2))).isInstanceOf(Lookup.Nothing.class);
        assertThat(lookup(page(3))).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void aPurgeThatComesDuringASweepIsSweptByTheNext() {
        put(PAGE, "t");
        put(page(1), "u");
        store.purge(PurgeScope.tags("fra", "p", Set.of("none")), false);
        IntStream.range(2, 10_000).forEach(i -> put(page(i), "v"));
        store.sweep();

        store.purge(PurgeScope.tags("fra", "p", Set.of("t", "u")), false);
        pass();
        pass();

        assertThat(store.size()).isEqualTo(9_998);
        assertThat(lookup(PAGE)).isInstanceOf(Lookup.Nothing.class);
    }

    @Test
    void aRegionThatNobodyEverVouchedForIsNotInDoubt() {
        put(PAGE, "t");

        assertThat(reuse(PAGE)).isInstanceOf(Reuse.Fresh.class);
    }

    @Test
    void whatARegionOwnsIsValidatedUnlessSomebodyVouchesForIt() {
        put(PAGE, "t");
        put(new ResourceKey("nyc", "p", "h", "/"), "t");

        store.vouch("fra", System.nanoTime());

        assertThat(reuse(PAGE)).isInstanceOf(Reuse.Validate.class);
        assertThat(reuse(new ResourceKey("nyc", "p", "h", "/"))).isInstanceOf(Reuse.Fresh.class);

        store.vouch("fra", System.nanoTime() + TimeUnit.HOURS.toNanos(1));

        assertThat(reuse(PAGE)).isInstanceOf(Reuse.Fresh.class);
    }

    @Test
    void aWordThatComesLateDoesNotShortenANewerOne() {
        put(PAGE, "t");
        store.vouch("fra", System.nanoTime() + TimeUnit.HOURS.toNanos(1));

        store.vouch("fra", System.nanoTime());

        assertThat(reuse(PAGE)).isInstanceOf(Reuse.Fresh.class);
    }

    @Test
    void aFetchFromBeforeDoubtIsNotJoinedInDoubt() {
        long before = store.mark();
        store.vouch("fra", System.nanoTime());

        assertThat(store.isOutdated(before, PAGE)).isTrue();
        assertThat(store.isOutdated(store.mark(), PAGE)).isFalse();
        assertThat(store.isOutdated(before, new ResourceKey("nyc", "p", "h", "/")))
                .isFalse();
    }

    @Test
    void whatIsInDoubtStandsInForARegionThatCannotBeReached() {
        put(PAGE, "t");
        store.vouch("fra", System.nanoTime());

        StoredFacts doubted = ((Lookup.Found) lookup(PAGE)).entry().facts();

        assertThat(doubted.mayServeOnError(true, 3_599_000)).isTrue();
        assertThat(doubted.mayServeOnError(false, 3_599_000)).isFalse();
        assertThat(doubted.mayServeOnError(true, 3_601_000)).isFalse();
    }

    @Test
    void aProjectThatHasItsShareMakesRoomAmongItsOwn() {
        CacheStore shared = new CacheStore(1 << 20, 50, Beneath.NOTHING);
        for (int i = 0; i < 100; i++) {
            put(shared, "small", i);
        }
        for (int i = 0; i < 2_000; i++) {
            put(shared, "large", i);
            assertThat(shared.lookup(resource("large", 0), NO_HEADERS)).isInstanceOf(Lookup.Found.class);
        }

        for (int i = 0; i < 100; i++) {
            assertThat(shared.lookup(resource("small", i), NO_HEADERS)).isInstanceOf(Lookup.Found.class);
        }
        assertThat(shared.weight("fra", "large")).isBetween(700_000L, 1L << 20);
        assertThat(shared.lookup(resource("large", 1), NO_HEADERS)).isInstanceOf(Lookup.Nothing.class);
        assertThat(shared.lookup(resource("large", 1_999), NO_HEADERS)).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void whatIsGoneIsNotCharged() {
        CacheStore shared = new CacheStore(1 << 20, 50, Beneath.NOTHING);
        put(shared, "small", 1);
        put(shared, "small", 1);
        long one = shared.weight("fra", "small");

        shared.invalidate(resource("small", 1));

        assertThat(one).isBetween(500L, 3_000L);
        assertThat(shared.weight("fra", "small")).isZero();
    }

    private static ResourceKey resource(String project, int i) {
        return new ResourceKey("fra", project, "h", "/" + i);
    }

    private static void put(CacheStore store, String project, int i) {
        Entry entry = new Entry(
                FACTS,
                200,
                MultiMap.caseInsensitiveMultiMap(),
                MultiMap.caseInsensitiveMultiMap(),
                Extent.whole(1_000),
                Buffer.buffer(new byte[1_000]),
                new Encodings(false),
                Set.of(),
                store.mark());
        store.put(resource(project, i), VaryRule.NONE, NO_HEADERS, entry);
    }

    private static ResourceKey page(int i) {
        return new ResourceKey("fra", "p", "h", "/" + i);
    }

    private void put(ResourceKey resource, String tag) {
        Entry entry = new Entry(
                FACTS,
                200,
                MultiMap.caseInsensitiveMultiMap(),
                MultiMap.caseInsensitiveMultiMap(),
                Extent.whole(1),
                Buffer.buffer("x"),
                new Encodings(false),
                Set.of(tag),
                store.mark());
        assertThat(store.put(resource, VaryRule.NONE, NO_HEADERS, entry)).isTrue();
    }

    private void pass() {
        int steps = 0;
        while (store.sweep()) {
            assertThat(++steps).isLessThan(10);
        }
    }

    private Lookup lookup(ResourceKey resource) {
        return store.lookup(resource, NO_HEADERS);
    }

    private Reuse reuse(ResourceKey resource) {
        return Reuse.of(
                RequestFacts.of("GET", NO_HEADERS),
                ((Lookup.Found) lookup(resource)).entry().facts(),
                true,
                1_000);
    }
}
