package dev.meridian.region.dns;

import java.util.List;

/**
 * One question, and what came of it.
 *
 * @param name lower case, without a final dot
 * @param server address and port of the server whose word this is
 * @param aliases the names that CNAME records led through, in their order, without the first
 */
public record LookUp(String name, RecordKind kind, String server, List<String> aliases, Outcome outcome) {

    public boolean isCertain() {
        return outcome.isCertain();
    }

    /** Empty where nothing was found. */
    public List<String> values() {
        return outcome instanceof Outcome.Found(List<String> values) ? values : List.of();
    }
}
