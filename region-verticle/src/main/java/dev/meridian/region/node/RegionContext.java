package dev.meridian.region.node;

import dev.meridian.core.node.NodeContext;
import dev.meridian.region.access.RegionTokens;
import dev.meridian.region.api.Workflows;
import dev.meridian.region.events.Events;
import dev.meridian.region.names.Names;
import dev.meridian.region.outbox.Outbox;
import dev.meridian.region.outbox.Purges;
import dev.meridian.region.passwords.Passwords;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.Datetimes;
import dev.meridian.region.registry.RegistryStore;
import dev.meridian.region.release.Release;
import dev.meridian.region.sealing.Sealer;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** What the features of one region share. Made once at start; each part is safe for use by many threads. */
public record RegionContext(
        NodeContext node,
        RegionSettings settings,
        Database database,
        Workflows workflows,
        RegistryStore registry,
        Outbox outbox,
        Purges purges,
        Events events,
        Names names,
        RegionTokens tokens,
        Passwords passwords,
        Release release,
        Sealer sealer) {

    /** Site code of this region. */
    public String site() {
        return node.settings().site().code();
    }

    /** The present, in UTC and as exact as the contract shows it. */
    public OffsetDateTime now() {
        return Datetimes.now(node.clock());
    }

    /** Whether the console project lives here. */
    public boolean isDefault() {
        return site().equals(node.settings().defaultRegion());
    }

    /** Whose pages may call every project: names, or {@code *.name} for all below one. */
    public List<String> webHosts() {
        var domains = node.settings().domains();
        List<String> hosts = new ArrayList<>(settings.origins());
        for (String domain : List.of("localhost", domains.api(), domains.run(), domains.network())) {
            hosts.add(domain);
            hosts.add("*." + domain);
        }
        return List.copyOf(hosts);
    }
}
