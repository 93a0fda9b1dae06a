package dev.meridian.region.residency;

import static io.vertx.core.Future.await;

import dev.meridian.core.residency.Act;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Timestamps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reports from a project's trail which nodes did what for it, and whether the trail is whole: every hash is computed
 * anew. Called on virtual threads.
 */
final class Evidence {

    private static final Duration LONGEST = Duration.ofDays(92);
    private static final Duration USUAL = Duration.ofDays(1);
    private static final int PAGE = 1_000;

    private final Trail trail;
    private final InstantSource clock;

    Evidence(Trail trail, InstantSource clock) {
        this.trail = trail;
        this.clock = clock;
    }

    /** From an instant to one that is later. */
    record Period(Instant from, Instant to) {

        boolean has(Instant instant) {
            return !instant.isBefore(from) && !instant.isAfter(to);
        }
    }

    /** The period that a request asks for: the last day, if it names none. */
    Period period(Parameters parameters) {
        Instant to = parameters.instant("to").orElseGet(clock::instant);
        Instant from = parameters.instant("from").orElseGet(() -> to.minus(USUAL));
        if (!from.isBefore(to)) {
            throw Invalid.parameter("from", "Value must be before `to`");
        }
        if (Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw Invalid.parameter("from", "Value must be no more than " + LONGEST.toDays() + " days before `to`");
        }
        return new Period(from, to);
    }

    JsonObject report(String project, Period period) {
        Optional<Trail.End> end = await(trail.end(project));
        Reading reading = new Reading(period);
        long brokenAt = end.map(known -> walk(project, known, reading)).orElse(0L);
        return reading.toJson()
                .put(
                        "chain",
                        new JsonObject()
                                .put("entries", end.map(Trail.End::entries).orElse(0L))
                                .put("head", end.map(Trail.End::head).orElse(Entry.BEGINNING))
                                .put("verified", brokenAt == 0)
                                .put("brokenAt", brokenAt == 0 ? null : brokenAt));
    }

    /** @return the number of the first entry that is not as it was written, 0 if all are */
    private long walk(String project, Trail.End end, Reading reading) {
        String before = Entry.BEGINNING;
        long sequence = 0;
        while (sequence < end.entries()) {
            List<Entry> page = await(trail.after(project, sequence, PAGE));
            if (page.isEmpty()) {
                return sequence + 1;
            }
            for (Entry entry : page) {
                if (sequence == end.entries()) {
                    break;
                }
                if (!entry.holds(sequence + 1, before)) {
                    return sequence + 1;
                }
                reading.take(entry);
                before = entry.hash();
                sequence++;
            }
        }
        return before.equals(end.head()) ? 0 : sequence;
    }

    /** What is gathered on the way along a trail. */
    private static final class Reading {

        private final Period period;
        private final History history = new History();
        private final Map<String, NodeAccount> nodes = new TreeMap<>();
        private final JsonArray erased = new JsonArray();
        private long lost;

        Reading(Period period) {
            this.period = period;
        }

        void take(Entry entry) {
            if (entry.kind() == Entry.Kind.POLICY) {
                policy(entry);
            } else if (period.has(entry.at())) {
                JsonObject content = new JsonObject(entry.content());
                lost += content.getLong("lost", 0L);
                switch (entry.kind()) {
                    case ACTS -> acts(content);
                    case RELEASES -> objects(content, "releases").forEach(released -> released(released, entry.at()));
                    case ERASED -> erased.add(content.put("at", Timestamps.format(entry.at())));
                    case POLICY -> {}
                }
            }
        }

        /** After a deletion, the name belongs to another project: nothing of the one before is shown. */
        private void policy(Entry entry) {
            if (PolicyEntry.isDeletion(new JsonObject(entry.content()))) {
                history.forget();
                nodes.clear();
                erased.clear();
                lost = 0;
            } else {
                history.add(entry);
            }
        }

        private void acts(JsonObject content) {
            NodeAccount node = account(content);
            objects(content, "acts").forEach(told -> {
                Instant first = Instant.ofEpochMilli(told.getLong("first"));
                Instant last = Instant.ofEpochMilli(told.getLong("last"));
                act(told).ifPresent(act -> {
                    node.acted(act, told.getBoolean("denied"), told.getLong("count"), first, last);
                    judge(node, content, told, act, last);
                });
            });
        }

        private void released(JsonObject told, Instant at) {
            NodeAccount node = account(told);
            act(told).ifPresent(act -> {
                node.asked(act, told.getBoolean("denied"), told.getLong("count"), at);
                judge(node, told, told, act, Instant.MIN);
            });
        }

        /** @param last when it was done for the last time, if that is known */
        private void judge(NodeAccount node, JsonObject where, JsonObject told, Act act, Instant last) {
            boolean permitted = history.permitted(
                    act, where.getString("country"), where.getString("site"), told.getLong("version"), last);
            if (!told.getBoolean("denied") && !permitted) {
                node.violated(told.getLong("count"));
            }
        }

        private NodeAccount account(JsonObject told) {
            String name = told.getString("node");
            return nodes.computeIfAbsent(
                    name, any -> new NodeAccount(name, told.getString("country"), told.getString("site")));
        }

        private static Optional<Act> act(JsonObject told) {
            return Stream.of(Act.values())
                    .filter(act -> act.word().equals(told.getString("act")))
                    .findFirst();
        }

        private static Stream<JsonObject> objects(JsonObject content, String name) {
            return content.getJsonArray(name).stream().map(JsonObject.class::cast);
        }

        JsonObject toJson() {
            JsonArray shown = new JsonArray();
            nodes.values().forEach(node -> shown.add(node.toJson()));
            return new JsonObject()
                    .put("from", Timestamps.format(period.from()))
                    .put("to", Timestamps.format(period.to()))
                    .put("policies", history.during(period.from(), period.to()))
                    .put("nodes", shown)
                    .put("erased", erased)
                    .put(
                            "violations",
                            nodes.values().stream()
                                    .mapToLong(NodeAccount::violations)
                                    .sum())
                    .put("lost", lost);
        }
    }
}
