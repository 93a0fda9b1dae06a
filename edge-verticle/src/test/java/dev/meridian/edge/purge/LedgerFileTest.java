package dev.meridian.edge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.proto.cache.v1.LedgerLevel;
import dev.meridian.proto.cache.v1.LedgerLine;
import dev.meridian.proto.cache.v1.Purge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerFileTest {

    @TempDir
    Path folder;

    private static LedgerLine purge(long sequence) {
        return LedgerLine.newBuilder()
                .setPurge(Purge.newBuilder()
                        .setRegion("fra")
                        .setEpoch("e")
                        .setSequence(sequence)
                        .addTags("t"))
                .build();
    }

    private static LedgerLine level(long sequence) {
        return LedgerLine.newBuilder()
                .setLevel(
                        LedgerLevel.newBuilder().setRegion("fra").setEpoch("e").setSequence(sequence))
                .build();
    }

    private Path written(LedgerLine... lines) throws IOException {
        Path path = folder.resolve("purges");
        LedgerFile file = LedgerFile.open(path);
        file.append(List.of(lines));
        file.close();
        return path;
    }

    @Test
    void anAbsentFileSaysNothing() throws IOException {
        assertThat(LedgerFile.read(folder.resolve("purges"))).isEmpty();
    }

    @Test
    void whatWasWrittenIsReadAndGoneOnWith() throws IOException {
        Path path = written(purge(1));
        LedgerFile file = LedgerFile.open(path);
        file.append(List.of(purge(2)));
        file.close();

        assertThat(LedgerFile.read(path)).contains(List.of(purge(1), purge(2)));
    }

    @Test
    void aLineThatWasCutOffIsNotThereAndTheNextTakesItsPlace() throws IOException {
        Path path = written(purge(1), purge(2));
        byte[] all = Files.readAllBytes(path);
        for (int length = all.length / 2 + 1; length < all.length; length++) {
            Files.write(path, Arrays.copyOf(all, length));

            assertThat(LedgerFile.read(path)).contains(List.of(purge(1)));

            LedgerFile file = LedgerFile.open(path);
            file.append(List.of(purge(3)));
            file.close();
            assertThat(LedgerFile.read(path)).contains(List.of(purge(1), purge(3)));
        }
    }

    @Test
    void aDamagedLineIsNotPassedOver() throws IOException {
        Path path = written(purge(1), purge(2), purge(3));
        byte[] all = Files.readAllBytes(path);
        all[all.length / 2] ^= 1;
        Files.write(path, all);

        assertThat(LedgerFile.read(path)).isEmpty();
    }

    @Test
    void levelsTakeThePlaceOfWhatWasSweptAndTheRestStays() throws IOException {
        Path path = folder.resolve("purges");
        LedgerFile file = LedgerFile.open(path);
        file.append(List.of(purge(1), purge(2)));
        long moment = file.size();
        file.append(List.of(purge(3)));

        file.replace(List.of(level(2)), moment);
        file.append(List.of(purge(4)));
        file.close();

        assertThat(LedgerFile.read(path)).contains(List.of(level(2), purge(3), purge(4)));
    }
}
