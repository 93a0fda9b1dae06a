package dev.meridian.functions.outbound;

import dev.meridian.functions.wire.HeaderLine;
import java.util.Arrays;
import java.util.List;

/**
 * How often a request has gone through a function already, told by {@code CDN-Loop} (RFC 8586): a function that fetches
 * itself, over whatever detours, comes to an end.
 */
public final class Hops {

    /** Functions that may call one another in a chain. */
    public static final int MOST = 16;

    public static final String HEADER = "cdn-loop";
    private static final String NAME = "meridian-functions";

    private Hops() {}

    /** @param headers of a request to a function, names in lower case */
    public static int of(List<HeaderLine> headers) {
        return (int) headers.stream()
                .filter(line -> line.name().equals(HEADER))
                .flatMap(line -> Arrays.stream(line.value().split(",", -1)))
                .filter(each -> each.split(";", 2)[0].strip().equals(NAME))
                .count();
    }

    /** The header's value for a request that comes after so many. */
    static String after(int hops) {
        return (NAME + ", ").repeat(hops) + NAME;
    }
}
