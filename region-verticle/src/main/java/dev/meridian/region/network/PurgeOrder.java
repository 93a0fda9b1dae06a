package dev.meridian.region.network;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.proto.cache.v1.Purge;
import dev.meridian.proto.cache.v1.PurgeRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What shall be purged of a project, checked. Nothing named means everything. */
record PurgeOrder(List<String> urls, List<String> prefixes, List<String> hosts, List<String> tags, boolean soft) {

    private static final int MOST = 100;
    private static final int LONGEST = 2_048;
    private static final int LONGEST_TAG = 256;
    private static final String TAG_RULE = "Value must be a tag of 1 to " + LONGEST_TAG + " printable characters";

    static PurgeOrder of(Parameters parameters) {
        PurgeOrder order = new PurgeOrder(
                list(parameters, "urls", Place.URL_RULE, Place::url),
                list(parameters, "prefixes", Place.PREFIX_RULE, Place::prefix),
                list(parameters, "hosts", Place.HOST_RULE, Place::host),
                list(parameters, "tags", TAG_RULE, PurgeOrder::tag),
                parameters.flag("soft", false));
        if (order.isOfEverything() != parameters.flag("everything", false)) {
            throw Problem.of(
                    ProblemType.ARGUMENT_INVALID,
                    "Name what is purged: any of `urls`, `prefixes`, `hosts` and `tags`, or else `everything`");
        }
        return order;
    }

    static PurgeOrder of(PurgeRequest request) {
        return of(new Parameters(
                Map.of(),
                Map.of(
                        "urls", request.getUrlsList(),
                        "prefixes", request.getPrefixesList(),
                        "hosts", request.getHostsList(),
                        "tags", request.getTagsList(),
                        "everything", request.getEverything(),
                        "soft", request.getSoft()),
                Map.of()));
    }

    private static List<String> list(
            Parameters parameters, String name, String rule, Function<String, Optional<String>> reading) {
        return parameters.texts(name, MOST, LONGEST).orElse(List.of()).stream()
                .map(text -> reading.apply(text).orElseThrow(() -> Invalid.parameter(name, rule)))
                .distinct()
                .toList();
    }

    private static Optional<String> tag(String text) {
        boolean printable = text.chars().allMatch(c -> c > ' ' && c < 127);
        return Optional.of(text).filter(tag -> printable && !tag.isEmpty() && tag.length() <= LONGEST_TAG);
    }

    boolean isOfEverything() {
        return urls.isEmpty() && prefixes.isEmpty() && hosts.isEmpty() && tags.isEmpty();
    }

    Purge fill(Purge.Builder purge) {
        return purge.addAllUrls(urls)
                .addAllPrefixes(prefixes)
                .addAllHosts(hosts)
                .addAllTags(tags)
                .setSoft(soft)
                .build();
    }
}
