package dev.meridian.launcher.bench.databases;

import dev.meridian.launcher.bench.databases.DatabasesReport.Row;
import dev.meridian.launcher.bench.stage.LoadResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Rounds of load, in turn between those that are compared. What earlier rounds have written is on disk before each.
 *
 * @param count of each
 * @param seconds of each
 */
record Rounds(int count, int seconds, RegionDatabase database) {

    private static final int WARM_UP_SECONDS = 5;

    /** The median round of each, in their order. */
    List<Row> compare(Operation operation, List<? extends Subject> subjects) throws IOException, InterruptedException {
        List<List<LoadResult>> results = new ArrayList<>();
        for (Subject subject : subjects) {
            subject.load(operation, Math.min(WARM_UP_SECONDS, seconds));
            results.add(new ArrayList<>());
        }
        for (int round = 0; round < count; round++) {
            for (int i = 0; i < subjects.size(); i++) {
                database.run("checkpoint");
                results.get(i).add(subjects.get(i).load(operation, seconds));
            }
        }
        List<Row> medians = new ArrayList<>();
        for (int i = 0; i < subjects.size(); i++) {
            medians.add(new Row(subjects.get(i).name(), LoadResult.median(results.get(i))));
        }
        return medians;
    }
}
