package dev.meridian.launcher.migrate;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What has become of everything so far, told line by line and at the end as a whole. Safe for use by many threads. */
final class Summary {

    private static final int MOST_LISTED = 1_000;
    private static final long BETWEEN_LINES = TimeUnit.SECONDS.toNanos(2);

    private final PrintWriter out;
    private final Map<Kind, Count> counts = new EnumMap<>(Kind.class);
    private final List<String> failures = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long failed;
    private long told = System.nanoTime();

    /** What is moved. */
    enum Kind {
        DATABASES,
        TABLES,
        COLUMNS,
        INDEXES,
        ROWS,
        TIES,
        BUCKETS,
        FILES,
        USERS,
        TEAMS,
        MEMBERSHIPS;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final class Count {
        private long moved;
        private long present;
        private long failed;
    }

    Summary(PrintWriter out) {
        this.out = out;
    }

    synchronized void moved(Kind kind, long number) {
        count(kind).moved += number;
        tellNowAndThen();
    }

    /** The target had it. */
    synchronized void present(Kind kind, long number) {
        count(kind).present += number;
        tellNowAndThen();
    }

    synchronized void failed(Kind kind, String name, String reason) {
        count(kind).failed++;
        failed++;
        if (failures.size() < MOST_LISTED) {
            failures.add(kind.word() + " " + name + ": " + reason);
        }
    }

    /** What is moved, but not in every respect. */
    synchronized void note(String text) {
        if (notes.size() < MOST_LISTED) {
            notes.add(text);
        }
    }

    /** Does something that the API may refuse, which is then noted. */
    boolean attempt(Kind kind, String name, Runnable work) {
        try {
            work.run();
            return true;
        } catch (Refused refused) {
            failed(kind, name, String.valueOf(refused.getMessage()));
            return false;
        }
    }

    synchronized void say(String line) {
        out.println(line);
        out.flush();
    }

    synchronized boolean isWhole() {
        return failed == 0;
    }

    /** @param verb what has become, or would, of what is counted first */
    synchronized void print(String verb) {
        out.printf(Locale.ROOT, "%n%-12s %10s %10s %10s%n", "", verb, "present", "failed");
        counts.forEach((kind, count) -> out.printf(
                Locale.ROOT, "%-12s %10d %10d %10d%n", kind.word(), count.moved, count.present, count.failed));
        tell("Moved otherwise than it was:", notes);
        tell("Not moved:", failures);
        if (failed > failures.size()) {
            out.println("  and " + (failed - failures.size()) + " more");
        }
        out.flush();
    }

    private void tell(String heading, List<String> lines) {
        if (!lines.isEmpty()) {
            out.println(heading);
            lines.forEach(line -> out.println("  " + line));
        }
    }

    private Count count(Kind kind) {
        return counts.computeIfAbsent(kind, first -> new Count());
    }

    private void tellNowAndThen() {
        long now = System.nanoTime();
        if (now - told > BETWEEN_LINES) {
            told = now;
            StringBuilder line = new StringBuilder("...");
            counts.forEach((kind, count) -> line.append(' ')
                    .append(count.moved + count.present)
                    .append(' ')
                    .append(kind.word()));
            say(line.toString());
        }
    }
}
