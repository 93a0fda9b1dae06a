package dev.meridian.launcher.bench.hop;

import dev.meridian.launcher.bench.hop.PoliteClients.Outcome;
import dev.meridian.launcher.bench.stage.LoadResult;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One round.
 *
 * @param flood nothing where polite clients were alone
 */
record FloodRound(Outcome polite, @Nullable LoadResult flood) {

    /** For a person to read. */
    String line(String name) {
        String line = String.format(
                Locale.ROOT,
                "  %-64s p50 %7.2f ms   p99 %7.2f ms",
                name,
                polite.figures().p50(),
                polite.figures().p99());
        if (polite.refused() + polite.unanswered() > 0) {
            line += String.format(Locale.ROOT, "   refused %,d, unanswered %,d", polite.refused(), polite.unanswered());
        }
        return flood == null ? line : line + ofFlood(flood);
    }

    private static String ofFlood(LoadResult flood) {
        return String.format(
                Locale.ROOT,
                "   flood: %,.0f answers/s, %.1f %% of them refused",
                flood.figures().perSecond(),
                100.0 * flood.refused() / Math.max(1, flood.answers()));
    }
}
