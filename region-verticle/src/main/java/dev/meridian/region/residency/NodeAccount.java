package dev.meridian.region.residency;

import dev.meridian.core.residency.Act;
import dev.meridian.region.api.Timestamps;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** What one node did for a project in a period. Not safe for several threads. */
final class NodeAccount {

    private record Tally(long count, Instant first, Instant last) {

        Tally and(Tally other) {
            return new Tally(
                    count + other.count,
                    first.isBefore(other.first) ? first : other.first,
                    last.isAfter(other.last) ? last : other.last);
        }

        JsonObject toJson() {
            return new JsonObject()
                    .put("count", count)
                    .put("first", Timestamps.format(first))
                    .put("last", Timestamps.format(last));
        }
    }

    private final String name;
    private final String country;
    private final String site;
    private final Map<Act, Tally> done = new EnumMap<>(Act.class);
    private final Map<Act, Tally> denied = new EnumMap<>(Act.class);
    private final Map<Act, Tally> released = new EnumMap<>(Act.class);
    private final Map<Act, Tally> withheld = new EnumMap<>(Act.class);
    private long violations;

    NodeAccount(String name, String country, String site) {
        this.name = name;
        this.country = country;
        this.site = site;
    }

    /** Something that the node says it did, or did not do. */
    void acted(Act act, boolean isDenied, long count, Instant first, Instant last) {
        (isDenied ? denied : done).merge(act, new Tally(count, first, last), Tally::and);
    }

    /** Something that the region gave it, or did not give. */
    void asked(Act act, boolean isDenied, long count, Instant at) {
        (isDenied ? withheld : released).merge(act, new Tally(count, at, at), Tally::and);
    }

    void violated(long count) {
        violations += count;
    }

    long violations() {
        return violations;
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("name", name)
                .put("country", country)
                .put("site", site)
                .put("did", json(done))
                .put("refused", json(denied))
                .put("released", json(released))
                .put("withheld", json(withheld))
                .put("violations", violations);
    }

    private static JsonObject json(Map<Act, Tally> tallies) {
        JsonObject shown = new JsonObject();
        tallies.forEach((act, tally) -> shown.put(act.word(), tally.toJson()));
        return shown;
    }
}
