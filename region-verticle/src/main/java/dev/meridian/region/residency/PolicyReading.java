package dev.meridian.region.residency;

import dev.meridian.core.residency.Act;
import dev.meridian.core.topology.Site;
import dev.meridian.proto.registry.v1.Residency;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a whole policy from a request; a refusal names what is wrong. */
final class PolicyReading {

    private static final int MOST_ZONES = 32;
    private static final int MOST_COUNTRIES = 250;
    private static final int MOST_SITES = 100;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final Pattern SITE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?");
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
    private static final Set<String> PARTS = Set.of("countries", "sites");

    private PolicyReading() {}

    /**
     * Also checks that the home region may do all that the policy speaks of: where it may not, nobody could answer.
     *
     * @param home the project's home region
     */
    static Policy of(Parameters parameters, Site home) {
        if (!parameters.has("enabled")) {
            throw Invalid.missing("enabled");
        }
        Map<Act, List<String>> lists = new EnumMap<>(Act.class);
        for (Act act : Act.values()) {
            parameters
                    .texts(Policy.parameter(act), MOST_ZONES, 32)
                    .ifPresent(names -> lists.put(act, names.stream().distinct().toList()));
        }
        Policy policy = new Policy(parameters.flag("enabled", false), zones(parameters), lists);
        check(new Policy(true, policy.zones(), lists).resolved(0, home.code()), home);
        return policy;
    }

    private static void check(Optional<Residency> resolved, Site home) {
        var residency = resolved.map(dev.meridian.core.residency.Residency::of)
                .orElse(dev.meridian.core.residency.Residency.NONE);
        for (Act act : Act.values()) {
            if (!residency.permits(act, home.country(), home.code())) {
                throw Invalid.parameter(
                        Policy.parameter(act),
                        "The project's home region (" + home.code() + ", " + home.country()
                                + ") must be in one of the zones: the data lies there. The zone `home` is that region");
            }
        }
    }

    private static Map<String, Zones.Zone> zones(Parameters parameters) {
        Map<String, Zones.Zone> zones = new TreeMap<>();
        JsonObject given = parameters.object("zones").orElseGet(JsonObject::new);
        if (given.size() > MOST_ZONES) {
            throw invalid("No more than " + MOST_ZONES + " zones");
        }
        for (String name : given.fieldNames()) {
            if (!NAME.matcher(name).matches()) {
                throw invalid("A zone's name must be 1 to 32 small letters, digits and hyphens, a letter first");
            }
            if (Zones.isBuiltIn(name)) {
                throw invalid("Zone `" + name + "` is built in; choose another name");
            }
            zones.put(name, zone(name, given.getValue(name)));
        }
        return zones;
    }

    private static Zones.Zone zone(String name, Object value) {
        if (!(value instanceof JsonObject zone) || !PARTS.containsAll(zone.fieldNames())) {
            throw invalid("Zone `" + name + "` must be an object with `countries` and `sites`");
        }
        List<String> countries = texts(
                name, "countries", zone.getValue("countries"), MOST_COUNTRIES, text -> text.toUpperCase(Locale.ROOT));
        countries.stream()
                .filter(country -> !COUNTRIES.contains(country))
                .findFirst()
                .ifPresent(unknown -> {
                    throw invalid("Zone `" + name + "`: `" + unknown + "` is no country of ISO 3166-1 alpha-2");
                });
        List<String> sites = texts(name, "sites", zone.getValue("sites"), MOST_SITES, text -> text);
        if (sites.stream().anyMatch(site -> !SITE.matcher(site).matches())) {
            throw invalid("Zone `" + name + "`: `sites` must hold site codes");
        }
        return new Zones.Zone(countries, sites);
    }

    private static List<String> texts(
            String zone, String part, @Nullable Object value, int most, UnaryOperator<String> form) {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof JsonArray list)
                || list.size() > most
                || !list.stream().allMatch(String.class::isInstance)) {
            throw invalid("Zone `" + zone + "`: `" + part + "` must be an array of no more than " + most + " texts");
        }
        return list.stream()
                .map(String.class::cast)
                .map(form)
                .distinct()
                .sorted()
                .toList();
    }

    private static RuntimeException invalid(String rule) {
        return Invalid.parameter("zones", rule);
    }
}
