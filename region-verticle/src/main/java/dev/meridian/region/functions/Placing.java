package dev.meridian.region.functions;

import dev.meridian.proto.registry.v1.Placement;
import io.vertx.sqlclient.Row;

/**
 * What a function's owner says of where and how it is executed.
 *
 * @param cpuMillis CPU time that a call of a light function may take, in milliseconds; 0 for what is usual where it is
 *     executed
 * @param smart what was found out about it, of use while its owner leaves its place to that
 */
record Placing(Choice choice, int cpuMillis, SmartPlace smart) {

    /** Of functions whose owners say nothing. */
    static final Placing USUAL = new Placing(Choice.EDGE, 0, SmartPlace.beginning(false));

    /** Beyond this a function is none for an edge: it would keep a thread from all others there. */
    static final int MOST_CPU_MILLIS = 10_000;

    /** Where it is to be executed. */
    enum Choice {
        /** At the edge nearest to whoever calls. */
        EDGE("edge"),
        /** In its home region. */
        REGION("region"),
        /** Near its user or near the data, whichever was found to be better. */
        SMART("smart");

        private final String word;

        Choice(String word) {
            this.word = word;
        }

        /** As the API and the database say it. */
        String word() {
            return word;
        }

        static Choice of(String word) {
            for (Choice choice : values()) {
                if (choice.word.equals(word)) {
                    return choice;
                }
            }
            throw new IllegalArgumentException("no placement: " + word);
        }
    }

    static Placing of(Row row) {
        return new Placing(Choice.of(row.getString("placement")), row.getInteger("cpu_millis"), SmartPlace.of(row));
    }

    /** What is known of it once its owner has asked for this: one that becomes smart stays where it is at first. */
    SmartPlace smartOnce(Choice asked) {
        return asked == choice ? smart : SmartPlace.beginning(place() == Placement.PLACEMENT_REGION);
    }

    Placement place() {
        return switch (choice) {
            case EDGE -> Placement.PLACEMENT_EDGE;
            case REGION -> Placement.PLACEMENT_REGION;
            case SMART -> smart.place();
        };
    }
}
