package dev.meridian.launcher.bench.databases;

import dev.meridian.launcher.bench.stage.LoadResult;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** The lines that a person reads. */
final class DatabasesReport {

    /** The median round of one subject. */
    record Row(String name, LoadResult median) {

        double perSecond() {
            return median.figures().perSecond();
        }
    }

    private DatabasesReport() {}

    /**
     * @param ways to the region, its own door first
     * @param others that the region is put beside
     */
    static String operation(String title, List<Row> ways, List<Row> others) {
        double region = ways.getFirst().perSecond();
        return "  " + title + "\n"
                + lines(ways, "of the region's own door", own -> own / region)
                + lines(others, "is what the region has of it", other -> region / other);
    }

    /** @param rows the first of which is what the others' cost is put beside */
    static String growth(String title, List<Row> rows) {
        double first = rows.getFirst().perSecond();
        return "  " + title + "\n" + lines(rows, "times the cost", own -> first / own);
    }

    private static String lines(List<Row> rows, String words, DoubleUnaryOperator ratio) {
        StringBuilder text = new StringBuilder();
        for (Row row : rows) {
            String wrong = row.median().wrong();
            text.append(String.format(
                    Locale.ROOT,
                    "    %-44s %s   %6.2f %s%s%n",
                    row.name(),
                    row.median().figures(),
                    ratio.applyAsDouble(row.perSecond()),
                    words,
                    wrong.isEmpty() ? "" : "   " + wrong));
        }
        return text.toString();
    }
}
