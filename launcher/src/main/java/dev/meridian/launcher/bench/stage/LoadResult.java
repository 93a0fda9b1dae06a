package dev.meridian.launcher.bench.stage;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a load generator saw.
 *
 * @param wrong what went wrong, in the generator's words; empty for nothing
 */
public record LoadResult(long answers, Figures figures, String wrong) {

    private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

    /** The run in the middle by answers per second. */
    public static LoadResult median(List<LoadResult> runs) {
        return runs.stream()
                .sorted(Comparator.comparingDouble(run -> run.figures().perSecond()))
                .toList()
                .get(runs.size() / 2);
    }

    /** How many of the answers were errors. */
    public long refused() {
        Matcher matcher = REFUSED.matcher(wrong);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
