package dev.meridian.core.sites;

import java.nio.file.Path;
import java.util.Locale;

/**
 * Content codings in which an artefact has its text files beside the files themselves, the better first (RFC 9110 section
 * 8.4.1). They are made once, when the artefact is built, so that no node does it for a visitor.
 */
public enum Form {
    BR,
    GZIP;

    /** Smaller ones are hardly made smaller. */
    private static final long LEAST_BYTES = 1 << 10;

    /** Longer names, or deeper ones, would be none that an archive may have, with the folder before them. */
    private static final int MOST_NAME = 900;

    private static final int MOST_PARTS = 28;

    /** Where an artefact has its forms; no path of a request leads there, since the name begins with a dot. */
    public static Path folder(Path artefact) {
        return artefact.resolve(".meridian");
    }

    /** Its name in {@code Content-Encoding}, and at the end of an entity tag. */
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Where an artefact has a file in this form, if it has. */
    public Path path(Path artefact, String name) {
        return folder(artefact).resolve(token()).resolve(name);
    }

    /** Whether a file is one that a coding makes smaller. */
    public static boolean isWorthwhile(String name, long bytes) {
        return bytes > LEAST_BYTES
                && name.length() <= MOST_NAME
                && name.chars().filter(c -> c == '/').count() < MOST_PARTS
                && MediaTypes.isText(MediaTypes.of(name));
    }

    /**
     * How much this coding is wanted, from 0 to 1 (RFC 9110 section 12.5.3).
     *
     * @param accepted what {@code Accept-Encoding} says
     */
    double weight(String accepted) {
        double weight = 0;
        for (String member : accepted.toLowerCase(Locale.ROOT).split(",", 32)) {
            String[] parts = member.split(";", 2);
            String coding = parts[0].strip();
            if (coding.equals(token())) {
                return parts.length < 2 ? 1 : quality(parts[1].strip());
            }
            if (coding.equals("*")) {
                weight = parts.length < 2 ? 1 : quality(parts[1].strip());
            }
        }
        return weight;
    }

    /** What is malformed wants nothing. */
    private static double quality(String parameter) {
        return parameter.matches("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")
                ? Double.parseDouble(parameter.substring(2))
                : 0;
    }
}
