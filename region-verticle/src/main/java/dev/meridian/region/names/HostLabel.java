package dev.meridian.region.names;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** DNS labels (RFC 1035 section 2.3.1) under which functions and sites are reached. */
final class HostLabel {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private HostLabel() {}

    /** The ID itself, if it is a label already. */
    static Optional<String> plain(String id) {
        return Optional.of(id).filter(text -> LABEL.matcher(text).matches());
    }

    /** The ID made into a label, with an end that makes it unique. */
    static String random(String id, String end) {
        String slug = id.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        return slug.isEmpty() ? end : slug + "-" + end;
    }
}
