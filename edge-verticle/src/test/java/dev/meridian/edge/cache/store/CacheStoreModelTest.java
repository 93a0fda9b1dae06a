package dev.meridian.edge.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.edge.cache.decide.Extent;
import dev.meridian.edge.cache.decide.Fields;
import dev.meridian.edge.cache.decide.Freshness;
import dev.meridian.edge.cache.decide.Sharing;
import dev.meridian.edge.cache.decide.StoredFacts;
import dev.meridian.edge.cache.decide.VaryRule;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The store beside a plain map, through random fetches, purges and sweeps. Replay with -Dseed=… */
class CacheStoreModelTest {

    private static final Fields NO_HEADERS = name -> List.of();
    private static final StoredFacts FACTS =
            new StoredFacts(new Freshness(1_000, 0, 0, 0), Sharing.EVERYONE, "", "", 0, 0, 0, false);

    private record Fetch(ResourceKey resource, String tag, long mark, int begun) {}

    private record Purged(PurgeScope scope, boolean soft, int at) {}

    private final CacheStore store = new CacheStore(1 << 20);
    private final Map<ResourceKey, Fetch> model = new HashMap<>();
    private final List<Purged> purges = new ArrayList<>();
    private int clock;

    @Test
    void nothingPurgedIsEverFoundAgain() {
        long seed = Long.getLong("seed", 20_261_122L);
        Random random = new Random(seed);
        List<Fetch> underWay = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            clock++;
            switch (random.nextInt(10)) {
                case 0 -> purge(random);
                case 1 -> store.sweep();
                case 2, 3, 4, 5 -> underWay.add(begin(random));
                default -> {
                    if (!underWay.isEmpty()) {
                        finish(underWay.remove(random.nextInt(underWay.size())));
                    }
                }
            }
            check(resource(random), seed, step);
        }
    }

    @Test
    void theBudgetCountsWhatClientsChooseToo() {
        String padding = "x".repeat(10_000);
        for (int i = 0; i < 1_000; i++) {
            ResourceKey resource = new ResourceKey("r0", "p0", "h", "/?" + padding + i);
            finish(new Fetch(resource, "t0", store.mark(), clock));
        }

        long found = model.keySet().stream()
                .filter(resource -> store.lookup(resource, NO_HEADERS) instanceof Lookup.Found)
                .count();

        assertThat(found).isPositive().isLessThan((1 << 20) / 20_000);
    }

    private Fetch begin(Random random) {
        return new Fetch(resource(random), "t" + random.nextInt(3), store.mark(), clock);
    }

    private void finish(Fetch fetch) {
        Entry entry = new Entry(
                FACTS,
                200,
                MultiMap.caseInsensitiveMultiMap(),
                MultiMap.caseInsensitiveMultiMap(),
                Extent.whole(fetch.tag().length()),
                Buffer.buffer(fetch.tag()),
                new Encodings(false),
                Set.of(fetch.tag(), CacheStore.uriTag(fetch.resource())),
                fetch.mark());
        if (store.put(fetch.resource(), VaryRule.NONE, NO_HEADERS, entry)) {
            model.put(fetch.resource(), fetch);
        }
    }

    private void purge(Random random) {
        String project = random.nextInt(20) == 0 ? "" : "p" + random.nextInt(3);
        Set<String> tags = project.isEmpty() || random.nextBoolean() ? Set.of() : Set.of("t" + random.nextInt(3));
        PurgeScope scope = new PurgeScope("r" + random.nextInt(2), project, tags);
        boolean soft = random.nextInt(3) == 0;
        store.purge(scope, soft);
        purges.add(new Purged(scope, soft, clock));
    }

    private void check(ResourceKey resource, long seed, int step) {
        Fetch fetch = model.get(resource);
        String expected = fetch == null ? "nothing" : expected(fetch);
        String found = store.lookup(resource, NO_HEADERS) instanceof Lookup.Found hit
                ? hit.entry().body() + (hit.entry().facts().softPurged() ? " stale" : "")
                : "nothing";
        assertThat(found).as("seed %d step %d", seed, step).isEqualTo(expected);
    }

    private String expected(Fetch fetch) {
        List<Purged> since = purges.stream()
                .filter(purged -> purged.at() > fetch.begun())
                .filter(purged -> purged.scope().covers(fetch.resource(), Set.of(fetch.tag())))
                .toList();
        if (since.stream().anyMatch(purged -> !purged.soft())) {
            return "nothing";
        }
        return since.isEmpty() ? fetch.tag() : fetch.tag() + " stale";
    }

    private static ResourceKey resource(Random random) {
        return new ResourceKey("r" + random.nextInt(2), "p" + random.nextInt(3), "h", "/" + random.nextInt(5));
    }
}
