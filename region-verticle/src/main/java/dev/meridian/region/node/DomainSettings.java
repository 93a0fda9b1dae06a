package dev.meridian.region.node;

import dev.meridian.core.config.Configuration;
import dev.meridian.region.dns.ServerAddresses;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How a region finds out whether domains lead here.
 *
 * @param servers name servers, asked in this order
 * @param patience for one server's answer to one message
 * @param target the name that domains of projects are pointed to
 * @param check how often a verified domain is looked at
 * @param grace how long a verified domain may lead elsewhere before it is not served any more
 * @param memory how long it is remembered who held a domain, after its rule was deleted
 * @param unverified rules that are not verified, at most, of one project
 */
public record DomainSettings(
        List<InetSocketAddress> servers,
        Duration patience,
        String target,
        Duration check,
        Duration grace,
        Duration memory,
        int unverified) {

    static DomainSettings read(Configuration configuration) {
        return new DomainSettings(
                ServerAddresses.of(configuration.list("region.dns.servers")),
                configuration.duration("region.dns.patience", Duration.ofSeconds(2)),
                configuration
                        .text("region.domains.target", configuration.text("domains.network", "network.localhost"))
                        .toLowerCase(Locale.ROOT),
                configuration.duration("region.domains.check", Duration.ofHours(1)),
                configuration.duration("region.domains.grace", Duration.ofHours(24)),
                configuration.duration("region.domains.memory", Duration.ofDays(365)),
                configuration.integer("region.domains.unverified", 100, 1, 100_000));
    }
}
