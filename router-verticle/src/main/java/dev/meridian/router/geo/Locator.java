package dev.meridian.router.geo;

import dev.meridian.core.net.IpAddress;
import dev.meridian.core.topology.Site;
import java.util.List;
import java.util.Optional;

/**
 * Says where a client is: by the operator's prefixes, the special ones, the operator's database, then the built-in table;
 * else at the router's own site. Safe for use by many threads.
 */
public final class Locator {

    private final PlaceTable overrides;
    private final PlaceTable special;
    private final PlaceRanges builtIn = BuiltInPlaces.shipped();
    private final Place home;
    private volatile PlaceRanges database = PlaceRanges.NONE;

    /**
     * Blocks for some hundred milliseconds when it is the first of its process, which reads the built-in table.
     *
     * @param overrides as {@link PlaceOverride#parse} reads them; the longest prefix wins
     */
    public Locator(Site site, List<PlaceOverride> overrides) {
        this.home = new Place(site.latitude(), site.longitude(), site.country(), Place.Source.DEFAULT);
        this.overrides =
                new PlaceTable(overrides.stream().map(PlaceOverride::row).toList());
        this.special = new PlaceTable(SpecialPrefixes.rows(home));
    }

    /** From now on, what the operator's database knows goes before the built-in table. */
    public void use(PlaceRanges operators) {
        database = operators;
    }

    /** @param address an IP literal; anything else is answered as an unknown address is */
    public Client locate(String address) {
        return IpAddress.parse(address)
                .map(parsed -> new Client(place(parsed), parsed.network()))
                .orElseGet(() -> new Client(home, 0));
    }

    /** Makes no objects. */
    public Place place(IpAddress address) {
        Optional<Place> place = overrides.find(address);
        if (place.isEmpty()) {
            place = special.find(address);
        }
        if (place.isEmpty()) {
            place = database.find(address);
        }
        if (place.isEmpty()) {
            place = builtIn.find(address);
        }
        return place.orElse(home);
    }

    /** Whom to thank for a place of this locator's, with what they ask to be said; empty where nobody asks. */
    public String attribution(Place place) {
        return switch (place.source()) {
            case TABLE -> builtIn.attribution();
            case DATABASE -> database.attribution();
            case OVERRIDE, DEFAULT -> "";
        };
    }

    /** What ships with the program. */
    public PlaceRanges builtIn() {
        return builtIn;
    }
}
