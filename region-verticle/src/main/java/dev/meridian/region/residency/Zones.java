package dev.meridian.region.residency;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Zones that every project has by name. */
final class Zones {

    /** The project's home region. */
    static final String HOME = "home";

    /** The member states of the European Union since 1 February 2020. */
    private static final Set<String> EU = Set.of(
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
            "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK");

    /** With those of the European Free Trade Association that take part in the European Economic Area. */
    private static final Set<String> EEA =
            Stream.concat(EU.stream(), Stream.of("IS", "LI", "NO")).collect(Collectors.toUnmodifiableSet());

    private static final Map<String, Zone> BUILT_IN = Map.of(
            "eu", countries(EU),
            "eea", countries(EEA),
            "us", countries(Set.of("US")),
            "ch", countries(Set.of("CH")),
            "uk", countries(Set.of("GB")));

    /**
     * Countries and sites.
     *
     * @param countries ISO 3166-1 alpha-2
     * @param sites site codes
     */
    record Zone(List<String> countries, List<String> sites) {}

    private final Map<String, Zone> own;
    private final String home;

    /**
     * @param own those of the project
     * @param home site code of its home region
     */
    Zones(Map<String, Zone> own, String home) {
        this.own = own;
        this.home = home;
    }

    static boolean isBuiltIn(String name) {
        return name.equals(HOME) || BUILT_IN.containsKey(name);
    }

    Optional<Zone> find(String name) {
        return name.equals(HOME)
                ? Optional.of(new Zone(List.of(), List.of(home)))
                : Optional.ofNullable(BUILT_IN.get(name)).or(() -> Optional.ofNullable(own.get(name)));
    }

    private static Zone countries(Set<String> countries) {
        return new Zone(countries.stream().sorted().toList(), List.of());
    }
}
