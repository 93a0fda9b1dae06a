package dev.meridian.router.map;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.proto.cache.v1.Purge;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last purges, and the last deployments that became active. Used on the map's context. */
final class Ticker {

    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
    private static final int MOST = 100;

    private final boolean namesProjects;
    private final Ring events = new Ring(MOST);
    private RegistrySnapshot seen;

    /** @param present what does not count as news */
    Ticker(boolean namesProjects, RegistrySnapshot present) {
        this.namesProjects = namesProjects;
        this.seen = present;
    }

    Ring events() {
        return events;
    }

    /** Takes an event of the plane; what does not parse is for those to count who act on purges. */
    void purged(Buffer event, Instant now) {
        try {
            add(Purge.parseFrom(event.getBytes()), now);
        } catch (InvalidProtocolBufferException unreadable) {
            LOG.atDebug().setCause(unreadable).log("A purge does not parse");
        }
    }

    private void add(Purge purge, Instant now) {
        events.add(event(now, "purge", purge.getRegion(), purge.getProject())
                .put("scope", scope(purge))
                .put("soft", purge.getSoft()));
    }

    /** How much is purged; never what: URLs and tags are the project's own. */
    private static String scope(Purge purge) {
        List<String> parts = Stream.of(
                        counted(purge.getUrlsCount(), "URL"),
                        counted(purge.getPrefixesCount(), "prefix"),
                        counted(purge.getHostsCount(), "host"),
                        counted(purge.getTagsCount(), "tag"))
                .filter(part -> !part.isEmpty())
                .toList();
        String everything = purge.getProject().isEmpty() ? "every project of the region" : "everything of a project";
        return parts.isEmpty() ? everything : parts.stream().collect(Collectors.joining(", "));
    }

    private static String counted(int count, String word) {
        String plural = word.endsWith("x") ? word + "es" : word + "s";
        return count == 0 ? "" : count + " " + (count == 1 ? word : plural);
    }

    void look(RegistrySnapshot present, Instant now) {
        if (present != seen) {
            Activations.between(seen, present).forEach(activation -> add(activation, now));
            seen = present;
        }
    }

    private void add(Activations.Activation activation, Instant now) {
        JsonObject shown = event(now, "activation", activation.region(), activation.project())
                .put("resource", activation.kind());
        if (namesProjects) {
            shown.put("id", activation.resource()).put("deployment", activation.deployment());
        }
        events.add(shown);
    }

    private JsonObject event(Instant now, String kind, String region, String project) {
        JsonObject event =
                new JsonObject().put("at", now.toEpochMilli()).put("kind", kind).put("region", region);
        return namesProjects && !project.isEmpty() ? event.put("project", project) : event;
    }
}
