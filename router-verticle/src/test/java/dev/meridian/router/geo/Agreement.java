package dev.meridian.router.geo;

import dev.meridian.core.topology.Site;
import java.util.Comparator;
import java.util.List;

/** How often two places of one address have the same nearest edge. */
final class Agreement {

    private static final List<Site> EDGES =
            List.of("ams", "blr", "fra", "lon", "nyc", "sfo", "sgp", "syd", "tor").stream()
                    .map(code -> Site.known(code).orElseThrow())
                    .toList();

    private int asked;
    private int agreed;
    private int sameCountry;
    private double detour;

    void add(Place full, Place coarse) {
        asked++;
        Site nearest = nearest(full);
        Site chosen = nearest(coarse);
        if (chosen.equals(nearest)) {
            agreed++;
        } else {
            detour += distance(full, chosen) - distance(full, nearest);
        }
        if (full.country().equals(coarse.country())) {
            sameCountry++;
        }
    }

    int asked() {
        return asked;
    }

    /** From 0 to 1. */
    double share() {
        return agreed / (double) asked;
    }

    /** From 0 to 1. */
    double shareOfCountries() {
        return sameCountry / (double) asked;
    }

    private static Site nearest(Place place) {
        return EDGES.stream()
                .min(Comparator.comparingDouble(edge -> distance(place, edge)))
                .orElseThrow();
    }

    private static double distance(Place place, Site edge) {
        return place.kilometresTo(edge.latitude(), edge.longitude());
    }

    @Override
    public String toString() {
        return String.format(
                "%,d addresses: same nearest of %d edges %.3f %%, else %.0f km farther; same country %.3f %%",
                asked, EDGES.size(), 100 * share(), detour / Math.max(1, asked - agreed), 100 * shareOfCountries());
    }
}
