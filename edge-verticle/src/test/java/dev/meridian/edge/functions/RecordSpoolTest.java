package dev.meridian.edge.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.proto.deployments.v1.ReportRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordSpoolTest {

    @TempDir
    private Path folder;

    @Test
    void theOldestBatchOfARegionComesFirstAndRegionsDoNotWaitForOneAnother() throws IOException {
        RecordSpool spool = spool(1 << 20);
        spool.add("fra", report("a", 10));
        spool.add("nyc", report("b", 10));
        spool.add("fra", report("c", 10));

        assertThat(spool.regions()).containsExactlyInAnyOrder("fra", "nyc");
        assertThat(drained(spool, "fra")).containsExactly("a", "c");
        assertThat(spool.regions()).containsExactly("nyc");
        assertThat(drained(spool, "nyc")).containsExactly("b");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anotherStartFindsWhatWasLeftAndNothingHalfWritten() throws IOException {
        spool(1 << 20).add("fra", report("a", 10));
        Files.writeString(folder.resolve("batch.new"), "half");

        RecordSpool next = spool(1 << 20);
        next.add("fra", report("b", 10));

        assertThat(drained(next, "fra")).containsExactly("a", "b");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFullSpoolDropsTheOldestOfAllRegions() throws IOException {
        RecordSpool spool = spool(2_500);
        spool.add("fra", report("a", 1_000));
        spool.add("nyc", report("b", 1_000));
        RecordSpool.Batch sent = spool.oldest("fra").orElseThrow();
        spool.add("fra", report("c", 1_000));

        spool.remove(sent);

        assertThat(drained(spool, "fra")).containsExactly("c");
        assertThat(drained(spool, "nyc")).containsExactly("b");
    }

    @Test
    void aBatchLargerThanTheWholeSpoolIsKeptAlone() throws IOException {
        RecordSpool spool = spool(100);
        spool.add("fra", report("a", 10));
        spool.add("fra", report("b", 1_000));

        assertThat(drained(spool, "fra")).containsExactly("b");
    }

    @Test
    void aBrokenBatchIsPassedOver() throws IOException {
        RecordSpool spool = spool(1 << 20);
        spool.add("fra", report("a", 10));
        try (var files = Files.list(folder)) {
            Files.writeString(files.findFirst().orElseThrow(), "no protobuf at all");
        }
        spool.add("fra", report("b", 10));

        assertThat(drained(spool, "fra")).containsExactly("b");
        assertThat(folder).isEmptyDirectory();
    }

    private RecordSpool spool(long most) throws IOException {
        return new RecordSpool(folder, most);
    }

    private static List<String> drained(RecordSpool spool, String region) throws IOException {
        List<String> executions = new ArrayList<>();
        for (Optional<RecordSpool.Batch> batch = spool.oldest(region);
                batch.isPresent();
                batch = spool.oldest(region)) {
            batch.get().request().getExecutionsList().forEach(each -> executions.add(each.getExecutionId()));
            spool.remove(batch.get());
        }
        return executions;
    }

    private static ReportRequest report(String execution, int logged) {
        return ReportRequest.newBuilder()
                .addExecutions(
                        ExecutionRecord.newBuilder().setExecutionId(execution).setLogs("x".repeat(logged)))
                .build();
    }
}
