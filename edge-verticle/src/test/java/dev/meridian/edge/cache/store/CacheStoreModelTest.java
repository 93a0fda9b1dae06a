package dev.meridian.edge.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.edge.cache.decide.Extent;
import dev.meridian.edge.cache.decide.Fields;
import dev.meridian.edge.cache.decide.Freshness;
import dev.meridian.edge.cache.decide.Sharing;
import dev.meridian.edge.cache.decide.StoredFacts;
import dev.meridian.edge.cache.decide.VaryRule;
import dev.meridian.edge.cache.store.PurgeTarget.Kind;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store beside a plain list of what happened, through random fetches, purges and sweeps. Replay with -Dseed=… */
class CacheStoreModelTest {

    private static final Fields NO_HEADERS = name -> List.of();
    private static final StoredFacts FACTS =
            new StoredFacts(new Freshness(1_000, 0, 0, 0), Sharing.EVERYONE, "", "", 0, 0, 0, false);
    private static final List<String> PATHS =
            List.of("/", "/a", "/a?q=1", "/a/", "/a/b", "/a/b/c?q=1", "/ab", "/%61/b", "/a%2Fb", "/a/%7e");
    private static final PurgeMarks.Bounds NARROW = new PurgeMarks.Bounds(2, 1_000, 2_500);

    private record Fetch(int id, ResourceKey resource, String tag, long mark, int begun) {}

    private record Purged(PurgeScope scope, boolean soft, int at) {}

    private final long seed = Long.getLong("seed", 20_261_122L);
    private final Random random = new Random(seed);
    private final Map<ResourceKey, Fetch> stored = new HashMap<>();
    private final List<Purged> purges = new ArrayList<>();
    private final List<Purged> invalidations = new ArrayList<>();
    private final List<Fetch> underWay = new ArrayList<>();
    private CacheStore store = new CacheStore(8 << 20);
    private int clock;

    @Test
    void whatIsFoundIsWhatNoPurgeCovers() {
        for (int step = 0; step < 30_000; step++) {
            act();
            ResourceKey resource = resource();
            assertThat(found(resource)).as("seed %d step %d", seed, step).isEqualTo(expected(resource));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {30_000, 8 << 20})
    void tooManyMarksAndTooLittleMemoryLoseEntriesButFindNoneThatWasPurged(long budget) {
        store = new CacheStore(budget, 100, Beneath.NOTHING, NARROW);
        int hits = 0;
        for (int step = 0; step < 30_000; step++) {
            act();
            ResourceKey resource = resource();
            String found = found(resource);
            String expected = expected(resource);
            assertThat(found)
                    .as("seed %d step %d", seed, step)
                    .isIn(
                            expected,
                            expected.equals("nothing") ? expected : expected.replace("fresh", "stale"),
                            "nothing");
            hits += found.startsWith("fresh") ? 1 : 0;
        }

        assertThat(hits).isPositive();
        assertThat(store.weight()).isLessThanOrEqualTo(budget);
    }

    @Test
    void theBudgetCountsWhatClientsChooseToo() {
        store = new CacheStore(1 << 20);
        String padding = "x".repeat(10_000);
        for (int i = 0; i < 1_000; i++) {
            ResourceKey resource = new ResourceKey("r0", "p0", "h", "/?" + padding + i);
            finish(new Fetch(i, resource, "t0", store.mark(), clock));
        }

        long found = stored.keySet().stream()
                .filter(resource -> store.lookup(resource, NO_HEADERS) instanceof Lookup.Found)
                .count();

        assertThat(found).isPositive().isLessThan((1 << 20) / 10_000);
    }

    private void act() {
        clock++;
        switch (random.nextInt(16)) {
            case 0, 1 -> purge(scope(), random.nextInt(3) == 0);
            case 2 -> invalidate(resource());
            case 3 -> store.sweep();
            case 4, 5, 6, 7, 8, 9 -> underWay.add(new Fetch(clock, resource(), tag(), store.mark(), clock));
            default -> {
                if (!underWay.isEmpty()) {
                    finish(underWay.remove(random.nextInt(underWay.size())));
                }
            }
        }
    }

    private void finish(Fetch fetch) {
        Entry entry = new Entry(
                FACTS,
                200,
                MultiMap.caseInsensitiveMultiMap(),
                MultiMap.caseInsensitiveMultiMap(),
                Extent.whole(String.valueOf(fetch.id()).length()),
                Buffer.buffer(String.valueOf(fetch.id())),
                new Encodings(false),
                Set.of(fetch.tag()),
                fetch.mark());
        if (store.put(fetch.resource(), VaryRule.NONE, NO_HEADERS, entry)) {
            assertThat(hardSince(fetch, purges) || hardSince(fetch, invalidations))
                    .as("seed %d time %d", seed, clock)
                    .isFalse();
            stored.put(fetch.resource(), fetch);
        }
    }

    private void purge(PurgeScope scope, boolean soft) {
        store.purge(scope, soft);
        purges.add(new Purged(scope, soft, clock));
    }

    private void invalidate(ResourceKey resource) {
        store.invalidate(resource);
        stored.remove(resource);
        invalidations.add(new Purged(PurgeScope.resource(resource), false, clock));
    }

    private String found(ResourceKey resource) {
        return store.lookup(resource, NO_HEADERS) instanceof Lookup.Found hit
                ? (hit.entry().facts().softPurged() ? "stale " : "fresh ")
                        + hit.entry().body()
                : "nothing";
    }

    private String expected(ResourceKey resource) {
        Fetch fetch = stored.get(resource);
        if (fetch == null) {
            return "nothing";
        }
        if (hardSince(fetch, purges)) {
            return "nothing";
        }
        return (since(fetch, purges).isEmpty() ? "fresh " : "stale ") + fetch.id();
    }

    private static boolean hardSince(Fetch fetch, List<Purged> purges) {
        return since(fetch, purges).stream().anyMatch(purged -> !purged.soft());
    }

    private static List<Purged> since(Fetch fetch, List<Purged> purges) {
        return purges.reversed().stream()
                .takeWhile(purged -> purged.at() > fetch.begun())
                .filter(purged -> covers(purged.scope(), fetch))
                .toList();
    }

    /** As the contract says it, by looking at everything. */
    private static boolean covers(PurgeScope scope, Fetch fetch) {
        ResourceKey resource = fetch.resource();
        if (!scope.region().equals(resource.region())) {
            return false;
        }
        if (scope.project().isEmpty()) {
            return true;
        }
        return scope.project().equals(resource.project())
                && (scope.targets().isEmpty() || scope.targets().stream().anyMatch(target -> covers(target, fetch)));
    }

    private static boolean covers(PurgeTarget target, Fetch fetch) {
        ResourceKey resource = fetch.resource();
        String uri = resource.uri().replace("%61", "a").replace("%2f", "%2F").replace("%7e", "~");
        boolean ofAnyHost = target.text().isEmpty() || target.text().startsWith("/");
        String named = (ofAnyHost ? "" : resource.host()) + uri;
        return switch (target.kind()) {
            case TAG -> target.text().equals(fetch.tag());
            case HOST -> target.text().equals(resource.host());
            case URL -> target.text().equals(named);
            case PREFIX -> {
                String path = withoutQuery(named);
                yield path.equals(target.text()) || path.startsWith(target.text() + "/");
            }
        };
    }

    private static String withoutQuery(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private PurgeScope scope() {
        String region = "r" + random.nextInt(2);
        if (random.nextInt(40) == 0) {
            return PurgeScope.region(region);
        }
        String project = "p" + random.nextInt(3);
        if (random.nextInt(20) == 0) {
            return PurgeScope.project(region, project);
        }
        Set<PurgeTarget> targets = new HashSet<>(List.of(target()));
        if (random.nextInt(4) == 0) {
            targets.add(tagTarget());
        }
        return new PurgeScope(region, project, targets);
    }

    private PurgeTarget target() {
        String host = random.nextInt(3) == 0 ? "" : host();
        String path = PATHS.get(random.nextInt(PATHS.size()));
        return switch (random.nextInt(6)) {
            case 0 -> new PurgeTarget(Kind.HOST, host());
            case 1, 2 -> new PurgeTarget(Kind.URL, host + path);
            case 3 -> new PurgeTarget(Kind.PREFIX, host + withoutQuery(path));
            default -> tagTarget();
        };
    }

    private PurgeTarget tagTarget() {
        return new PurgeTarget(Kind.TAG, tag());
    }

    private String tag() {
        return "t" + random.nextInt(4);
    }

    private String host() {
        return "h" + random.nextInt(2);
    }

    private ResourceKey resource() {
        return new ResourceKey(
                "r" + random.nextInt(2), "p" + random.nextInt(3), host(), PATHS.get(random.nextInt(PATHS.size())));
    }
}
