package dev.meridian.router.geo;

import dev.meridian.core.net.IpAddress;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Places by prefix; the longest prefix wins. Immutable.
 *
 * <p>Nested prefixes are flattened at construction into disjoint runs in address order, so that a look-up is one binary
 * search over two arrays of numbers.
 */
final class PlaceTable {

    /** A prefix and where its addresses are. */
    record Row(Prefix prefix, Place place) {}

    private final long[] highs;
    private final long[] lows;
    private final List<Optional<Place>> places;

    PlaceTable(List<Row> rows) {
        SortedMap<IpAddress, Optional<Place>> runs = flatten(rows);
        highs = runs.keySet().stream().mapToLong(IpAddress::high).toArray();
        lows = runs.keySet().stream().mapToLong(IpAddress::low).toArray();
        places = List.copyOf(runs.values());
    }

    /** The place of the longest prefix that holds the address. */
    Optional<Place> find(IpAddress address) {
        int from = 0;
        int to = highs.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (new IpAddress(highs[middle], lows[middle]).compareTo(address) <= 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from == 0 ? Optional.empty() : places.get(from - 1);
    }

    /** Walks the prefixes from left to right, outer before inner, with those that are open on a stack. */
    private static SortedMap<IpAddress, Optional<Place>> flatten(List<Row> rows) {
        SortedMap<IpAddress, Optional<Place>> runs = new TreeMap<>();
        Deque<Row> open = new ArrayDeque<>();
        List<Row> ordered = rows.stream()
                .sorted(Comparator.comparing((Row row) -> row.prefix().first())
                        .thenComparingInt(row -> row.prefix().bits()))
                .toList();
        for (Row row : ordered) {
            while (!open.isEmpty()
                    && open.getFirst().prefix().last().compareTo(row.prefix().first()) < 0) {
                close(open, runs);
            }
            runs.put(row.prefix().first(), Optional.of(row.place()));
            open.push(row);
        }
        while (!open.isEmpty()) {
            close(open, runs);
        }
        return runs;
    }

    /** Ends the innermost open prefix: what follows it belongs to the one around it. */
    private static void close(Deque<Row> open, Map<IpAddress, Optional<Place>> runs) {
        IpAddress last = open.pop().prefix().last();
        if (last.high() != -1 || last.low() != -1) {
            IpAddress next = new IpAddress(last.low() == -1 ? last.high() + 1 : last.high(), last.low() + 1);
            runs.put(next, Optional.ofNullable(open.peek()).map(Row::place));
        }
    }
}
