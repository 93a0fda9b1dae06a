package dev.meridian.core.sites;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Artefacts whose files are indexed in memory, by digest; one opening for any number of requests. Those unused for longest
 * are closed when there are too many files. Safe for use by many threads.
 */
final class OpenSites {

    /** About 100 MiB of index at most. */
    private static final int MOST_FILES = 400_000;

    private static final long TOLD_MILLIS = 60_000;
    private static final long LATELY_MILLIS = 10 * TOLD_MILLIS;

    /**
     * Files ready to be served.
     *
     * @param isFetched whether they were not on this node before the request
     */
    record Opened(SiteArtefact artefact, SiteFiles files, boolean isFetched) {}

    private static final class Slot {

        private final Future<Opened> opened;
        private volatile long toldMillis;

        private Slot(Future<Opened> opened, long toldMillis) {
            this.opened = opened;
            this.toldMillis = toldMillis;
        }

        private int files() {
            return opened.succeeded() ? opened.result().files().count() : 0;
        }
    }

    private final Vertx vertx;
    private final Shelf shelf;
    private final InstantSource clock;
    private final Map<String, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);

    OpenSites(Vertx vertx, Shelf shelf, InstantSource clock) {
        this.vertx = vertx;
        this.shelf = shelf;
        this.clock = clock;
    }

    /** Completes on the caller's context. */
    Future<Opened> open(SiteArtefact artefact) {
        Slot slot = slot(artefact);
        if (slot.opened.succeeded()) {
            tell(slot, artefact);
            return Future.succeededFuture(
                    new Opened(artefact, slot.opened.result().files(), false));
        }
        Context caller = vertx.getOrCreateContext();
        Promise<Opened> promise = Promise.promise();
        slot.opened.onComplete(result -> caller.runOnContext(turn ->
                promise.handle(result.map(opened -> new Opened(artefact, opened.files(), opened.isFetched())))));
        return promise.future();
    }

    /** What has been asked for lately. */
    synchronized List<SiteArtefact> lately() {
        long since = clock.millis() - LATELY_MILLIS;
        return slots.values().stream()
                .filter(slot -> slot.toldMillis >= since && slot.opened.succeeded())
                .map(slot -> slot.opened.result().artefact())
                .toList();
    }

    /** Forgets an artefact whose files turned out to be gone. */
    synchronized void close(SiteArtefact artefact) {
        slots.remove(artefact.sha256());
    }

    private synchronized Slot slot(SiteArtefact artefact) {
        Slot known = slots.get(artefact.sha256());
        if (known != null && !known.opened.failed()) {
            return known;
        }
        Slot fresh = new Slot(read(artefact), clock.millis());
        slots.put(artefact.sha256(), fresh);
        fresh.opened.onComplete(done -> settle(artefact, fresh));
        return fresh;
    }

    private Future<Opened> read(SiteArtefact artefact) {
        return shelf.place(artefact)
                .compose(place -> vertx.executeBlocking(() -> SiteFiles.index(place.folder()), false)
                        .map(Objects::requireNonNull)
                        .map(files -> new Opened(artefact, files, place.isFetched())));
    }

    /** A failed opening is tried again by the next request. */
    private synchronized void settle(SiteArtefact artefact, Slot fresh) {
        if (fresh.opened.failed()) {
            slots.remove(artefact.sha256(), fresh);
            return;
        }
        int files = slots.values().stream().mapToInt(Slot::files).sum();
        Iterator<Slot> oldestFirst = slots.values().iterator();
        while (files > MOST_FILES && slots.size() > 1 && oldestFirst.hasNext()) {
            Slot oldest = oldestFirst.next();
            if (oldest != fresh && oldest.opened.isComplete()) {
                files -= oldest.files();
                oldestFirst.remove();
            }
        }
    }

    private void tell(Slot slot, SiteArtefact artefact) {
        long now = clock.millis();
        if (now - slot.toldMillis >= TOLD_MILLIS) {
            slot.toldMillis = now;
            shelf.isUsed(artefact);
        }
    }
}
