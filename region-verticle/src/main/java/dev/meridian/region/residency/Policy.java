package dev.meridian.region.residency;

import dev.meridian.core.residency.Act;
import dev.meridian.proto.registry.v1.Area;
import dev.meridian.proto.registry.v1.Residency;
import dev.meridian.region.api.Invalid;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A policy as a project states it.
 *
 * @param zones the project's own, by name
 * @param lists names of the zones in which an act is permitted; an act without a list is permitted everywhere
 */
record Policy(boolean enabled, Map<String, Zones.Zone> zones, Map<Act, List<String>> lists) {

    static final Policy NONE = new Policy(false, Map.of(), Map.of());

    /** The parameter of an act's list. */
    static String parameter(Act act) {
        return act == Act.LOG ? "logs" : act.word();
    }

    /**
     * With the countries and sites in place of the zones; nothing for a policy that is off. Fails with
     * {@code general_argument_invalid} for a zone that there is not.
     *
     * @param home site code of the project's home region
     */
    Optional<Residency> resolved(long version, String home) {
        if (!enabled) {
            return Optional.empty();
        }
        Zones known = new Zones(zones, home);
        Residency.Builder resolved = Residency.newBuilder().setVersion(version);
        lists.forEach((act, names) -> {
            Area area = area(act, names, known);
            switch (act) {
                case TERMINATE -> resolved.setTerminate(area);
                case CACHE -> resolved.setCache(area);
                case EXECUTE -> resolved.setExecute(area);
                case LOG -> resolved.setLogs(area);
            }
        });
        return Optional.of(resolved.build());
    }

    private static Area area(Act act, List<String> names, Zones known) {
        List<Zones.Zone> found = names.stream()
                .map(name -> known.find(name)
                        .orElseThrow(() ->
                                Invalid.parameter(parameter(act), "Zone `" + name + "` is neither built in nor yours")))
                .toList();
        return Area.newBuilder()
                .addAllCountries(sorted(found, Zones.Zone::countries))
                .addAllSites(sorted(found, Zones.Zone::sites))
                .build();
    }

    private static List<String> sorted(List<Zones.Zone> zones, Function<Zones.Zone, List<String>> part) {
        return zones.stream()
                .map(part)
                .flatMap(Collection::stream)
                .distinct()
                .sorted()
                .toList();
    }

    /** As the API shows it, and takes it back. */
    JsonObject toJson() {
        JsonObject shown = new JsonObject();
        new TreeMap<>(zones)
                .forEach((name, zone) -> shown.put(
                        name,
                        new JsonObject()
                                .put("countries", new JsonArray(zone.countries()))
                                .put("sites", new JsonArray(zone.sites()))));
        JsonObject model = new JsonObject().put("enabled", enabled).put("zones", shown);
        for (Act act : Act.values()) {
            List<String> names = lists.get(act);
            model.put(parameter(act), names == null ? null : new JsonArray(names));
        }
        return model;
    }
}
