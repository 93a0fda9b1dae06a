package dev.meridian.router.geo;

import dev.meridian.core.topology.Site;
import java.util.List;
import java.util.stream.Stream;

/**
 * Says where a client is: by the operator's prefixes, then by the built-in table, else at the router's own site.
 * Private and loopback addresses are at the router's site unless the operator says otherwise. Immutable.
 */
public final class Locator {

    private static final List<String> PRIVATE = List.of(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "::/127",
            "fc00::/7",
            "fe80::/10");

    private final PlaceTable overrides;
    private final PlaceTable known;
    private final Place home;

    /** @param overrides as {@link PlaceOverride#parse} reads them; the longest prefix wins */
    public Locator(Site site, List<PlaceOverride> overrides) {
        this.home = new Place(site.latitude(), site.longitude(), site.country(), Place.Source.DEFAULT);
        this.overrides =
                new PlaceTable(overrides.stream().map(PlaceOverride::row).toList());
        this.known = new PlaceTable(Stream.concat(
                        KnownPrefixes.rows().stream(),
                        PRIVATE.stream().map(prefix -> new PlaceTable.Row(Prefix.parse(prefix), home)))
                .toList());
    }

    /** @param address an IP literal; anything else is answered as an unknown address is */
    public Client locate(String address) {
        return IpAddress.parse(address)
                .map(parsed -> new Client(place(parsed), parsed.network()))
                .orElseGet(() -> new Client(home, 0));
    }

    private Place place(IpAddress address) {
        return overrides.find(address).or(() -> known.find(address)).orElse(home);
    }
}
