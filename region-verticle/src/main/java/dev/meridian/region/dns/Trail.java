package dev.meridian.region.dns;

import io.netty.handler.codec.dns.DnsResponseCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far an answer leads from alias to alias. Pure.
 *
 * @param goesOn whether the last alias has to be asked about: the server said where it leads and no more
 */
record Trail(List<String> aliases, Outcome outcome, boolean goesOn) {

    /** Names that CNAME records may lead through. */
    static final int MOST_ALIASES = 8;

    /** @param before aliases that other answers led through; the answer is about the last of them */
    static Trail of(String name, List<String> before, Answer answer) {
        List<String> aliases = new ArrayList<>(before);
        String end = before.isEmpty() ? name : before.getLast();
        while (!answer.values().containsKey(end)) {
            Optional<String> next = Optional.ofNullable(answer.aliases().get(end));
            if (next.isEmpty()) {
                return stopped(aliases, answer, aliases.size() > before.size());
            }
            end = next.get();
            if (end.equals(name) || aliases.contains(end) || aliases.size() == MOST_ALIASES) {
                return new Trail(List.copyOf(aliases), new Outcome.Endless(), false);
            }
            aliases.add(end);
        }
        return new Trail(List.copyOf(aliases), new Outcome.Found(answer.values().getOrDefault(end, List.of())), false);
    }

    private static Trail stopped(List<String> aliases, Answer answer, boolean moved) {
        boolean exists = answer.code().equals(DnsResponseCode.NOERROR);
        return new Trail(List.copyOf(aliases), exists ? new Outcome.NoRecord() : new Outcome.NoName(), exists && moved);
    }
}
