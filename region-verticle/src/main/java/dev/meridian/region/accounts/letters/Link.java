package dev.meridian.region.accounts.letters;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** A place of an app's own, with what the app is to know there. */
public final class Link {

    private Link() {}

    /** @param values by name, in their order; they come before the URL's fragment and after its own query */
    public static String to(String url, Map<String, String> values) {
        int hash = url.indexOf('#');
        String place = hash < 0 ? url : url.substring(0, hash);
        String fragment = hash < 0 ? "" : url.substring(hash);
        String query = values.entrySet().stream()
                .map(value -> value.getKey() + "=" + URLEncoder.encode(value.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return place + joint(place) + query + fragment;
    }

    private static String joint(String place) {
        if (!place.contains("?")) {
            return "?";
        }
        return place.endsWith("?") || place.endsWith("&") ? "" : "&";
    }
}
