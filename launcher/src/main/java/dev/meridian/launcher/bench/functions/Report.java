package dev.meridian.launcher.bench.functions;

import dev.meridian.launcher.bench.functions.Loading.Loaded;
import dev.meridian.launcher.bench.stage.Figures;
import dev.meridian.launcher.bench.stage.FirstCalls;
import dev.meridian.launcher.bench.stage.LoadResult;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The lines that a person reads. */
final class Report {

    /** The median round of one server. */
    record Warm(String name, LoadResult median) {}

    private Report() {}

    /** @param servers ours first, which the ratios are of */
    static String warm(String workload, List<Warm> servers) {
        Figures ours = servers.getFirst().median().figures();
        return rows(
                workload + ", warm (ratio: answers per second of the first row to this row's)",
                servers,
                row -> ours.perSecond() / row.perSecond());
    }

    /** @param rows of the polite function, alone first */
    static String beside(List<Warm> rows) {
        Figures alone = rows.getFirst().median().figures();
        return rows(
                "hello-JSON, 16 connections, beside 8 of another function that means harm (ratio: p99 to the first row's)",
                rows,
                row -> row.p99() / alone.p99());
    }

    private static String rows(String title, List<Warm> rows, ToDoubleFunction<Figures> ratio) {
        StringBuilder text = new StringBuilder("  " + title + "\n");
        for (Warm row : rows) {
            LoadResult median = row.median();
            text.append(line(
                    row.name(),
                    String.format(
                            Locale.ROOT,
                            "%s   ratio %5.2f%s",
                            median.figures(),
                            ratio.applyAsDouble(median.figures()),
                            median.wrong().isEmpty() ? "" : "   " + median.wrong())));
        }
        return text.toString();
    }

    /** @param others what is compared with the first; none when there is nothing */
    static String cold(Loaded ours, List<Loaded> others) {
        StringBuilder text = new StringBuilder("  first call of a function never seen, one after the other (ratio: the"
                + " first row's time to this row's)\n");
        text.append(cold(ours.name(), ours.calls(), ours.calls()));
        others.forEach(other -> text.append(cold(other.name(), other.calls(), ours.calls())));
        return text.toString();
    }

    private static String cold(String name, FirstCalls calls, FirstCalls ours) {
        return line(
                name,
                String.format(
                        Locale.ROOT,
                        "p50 %7.2f ms   p99 %7.2f ms   ratio %5.2f and %5.2f   (%d functions)",
                        calls.p50(),
                        calls.p99(),
                        ours.p50() / calls.p50(),
                        ours.p99() / calls.p99(),
                        calls.millis().size()));
    }

    /** First calls that nothing is compared with. */
    static String cold(String name, FirstCalls calls) {
        return line(
                name,
                String.format(
                        Locale.ROOT,
                        "p50 %7.2f ms   p99 %7.2f ms   (%d functions)",
                        calls.p50(),
                        calls.p99(),
                        calls.millis().size()));
    }

    static String memory(List<Loaded> servers) {
        StringBuilder text = new StringBuilder(
                "  resident memory with functions loaded (ratio: the first row's growth to this row's)\n");
        double ours = servers.getFirst().bytesEach();
        for (Loaded server : servers) {
            text.append(line(
                    server.name(),
                    String.format(
                            Locale.ROOT,
                            "%,6.0f MiB for %,d functions, %,.0f MiB in all   ratio %5.2f",
                            mebibytes(server.after() - server.before()),
                            server.functions(),
                            mebibytes(server.after()),
                            ours / server.bytesEach())));
        }
        return text.toString();
    }

    private static double mebibytes(long bytes) {
        return bytes / (double) (1 << 20);
    }

    private static String line(String name, String figures) {
        return String.format(Locale.ROOT, "    %-44s %s%n", name, figures);
    }
}
