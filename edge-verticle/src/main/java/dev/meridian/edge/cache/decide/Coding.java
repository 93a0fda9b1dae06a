package dev.meridian.edge.cache.decide;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Content codings that a cache may put on a body (RFC 9110 section 8.4.1), the best first. */
public enum Coding {
    BR,
    ZSTD,
    GZIP;

    /** Bytes below which a body is hardly made smaller. */
    static final long SMALLEST = 1 << 10;

    private static final Set<String> TYPES = Set.of(
            "application/javascript",
            "application/json",
            "application/manifest+json",
            "application/wasm",
            "application/xml",
            "image/svg+xml");
    private static final Pattern NO_WEIGHT = Pattern.compile("q=0(?:\\.0{0,3})?");

    /** Its name in {@code Content-Encoding}, and at the end of an entity tag. */
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a response's body is one that a coding makes smaller, and that may be changed (RFC 9110 section 7.7). */
    public static boolean isWorthwhile(int status, Fields response, long length) {
        return status == 200
                && length > SMALLEST
                && !response.has("content-encoding")
                && !response.has("content-range")
                && isText(response.first("content-type").orElse(""))
                && !Directives.cacheControl(response).has("no-transform");
    }

    private static boolean isText(String contentType) {
        int end = contentType.indexOf(';');
        String type =
                (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return type.startsWith("text/") || type.endsWith("+json") || type.endsWith("+xml") || TYPES.contains(type);
    }

    /**
     * The coding that a request is best answered with: of those with the greatest weight, the best.
     *
     * @param known what this machine can do
     */
    public static Optional<Coding> of(Fields request, Set<Coding> known) {
        if (!request.has("accept-encoding")) {
            return Optional.empty();
        }
        Optional<Coding> best = Optional.empty();
        double most = 0;
        List<String> members = List.of(
                request.joined("accept-encoding").toLowerCase(Locale.ROOT).split(",", 32));
        for (Coding coding : values()) {
            double weight = known.contains(coding) ? weight(coding.token(), members) : 0;
            if (weight > most) {
                best = Optional.of(coding);
                most = weight;
            }
        }
        return best;
    }

    /** How much a coding is wanted, from 0 to 1. */
    private static double weight(String token, List<String> members) {
        double weight = 0;
        for (String member : members) {
            String[] parts = member.split(";", 3);
            String name = parts[0].strip();
            if (name.equals(token) || (name.equals("*") && weight == 0)) {
                weight = parts.length < 2 ? 1 : weight(parts[1].strip());
                if (name.equals(token)) {
                    return weight;
                }
            }
        }
        return weight;
    }

    private static double weight(String parameter) {
        if (NO_WEIGHT.matcher(parameter).matches()) {
            return 0;
        }
        return parameter.matches("q=0\\.[0-9]{1,3}") ? Double.parseDouble(parameter.substring(2)) : 1;
    }
}
