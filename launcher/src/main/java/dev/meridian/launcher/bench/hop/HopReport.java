package dev.meridian.launcher.bench.hop;

import dev.meridian.launcher.bench.stage.CostedRound;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The lines that a person reads. */
final class HopReport {

    /** The median round of one hop. */
    record Row(String name, CostedRound median) {}

    private HopReport() {}

    /** @param other how the name of the row begins that ratios are to, where there is one */
    static String of(String title, List<Row> rows, String other) {
        Optional<Row> base =
                rows.stream().filter(row -> row.name().startsWith(other)).findFirst();
        StringBuilder text = new StringBuilder("  " + title
                + base.map(row -> " (ratios: to " + row.name() + ")").orElse("") + "\n");
        for (Row row : rows) {
            CostedRound median = row.median();
            String wrong = median.load().wrong();
            text.append(String.format(
                    Locale.ROOT,
                    "    %-20s %s   %6.1f us of CPU each%s%s%n",
                    row.name(),
                    median.load().figures(),
                    median.micros(),
                    base.map(to -> ratios(median, to.median())).orElse(""),
                    wrong.isEmpty() ? "" : "   " + wrong));
        }
        return text.toString();
    }

    private static String ratios(CostedRound round, CostedRound to) {
        return String.format(
                Locale.ROOT,
                "   CPU %.2f, answers/s %.2f",
                round.micros() / to.micros(),
                round.perSecond() / to.perSecond());
    }
}
