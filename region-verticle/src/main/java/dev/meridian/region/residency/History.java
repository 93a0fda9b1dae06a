package dev.meridian.region.residency;

import dev.meridian.core.residency.Act;
import dev.meridian.core.residency.Residency;
import dev.meridian.region.api.Timestamps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The policies that a project has had, as its trail has them. Not safe for several threads. */
final class History {

    private record Version(long version, Instant since, Residency residency, boolean enabled, String hash) {}

    private final List<Version> versions = new ArrayList<>();

    void forget() {
        versions.clear();
    }

    void add(Entry entry) {
        JsonObject content = new JsonObject(entry.content());
        versions.add(new Version(
                content.getLong("version"),
                entry.at(),
                PolicyEntry.residency(content),
                content.getJsonObject("document").getBoolean("enabled"),
                entry.hash()));
    }

    /**
     * Whether something that a node did was permitted: by the policy that it went by, and by the one in force when it did it
     * for the last time.
     *
     * @param version of the policy that the node went by
     */
    boolean permitted(Act act, String country, String site, long version, Instant last) {
        Optional<Version> known =
                versions.stream().filter(each -> each.version() == version).findFirst();
        return known.filter(each -> each.residency().permits(act, country, site))
                        .isPresent()
                && at(last).map(each -> each.residency().permits(act, country, site))
                        .orElse(true);
    }

    private Optional<Version> at(Instant instant) {
        return versions.stream().filter(each -> !each.since().isAfter(instant)).reduce((earlier, later) -> later);
    }

    /** Those in force at any time of a period. */
    JsonArray during(Instant from, Instant to) {
        JsonArray shown = new JsonArray();
        for (int i = 0; i < versions.size(); i++) {
            Version version = versions.get(i);
            Instant until = i + 1 < versions.size() ? versions.get(i + 1).since() : Instant.MAX;
            if (version.since().isBefore(to) && until.isAfter(from)) {
                shown.add(new JsonObject()
                        .put("version", version.version())
                        .put("enabled", version.enabled())
                        .put("since", Timestamps.format(version.since()))
                        .put("until", until.equals(Instant.MAX) ? null : Timestamps.format(until))
                        .put("entry", version.hash()));
            }
        }
        return shown;
    }
}
