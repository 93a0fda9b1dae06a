package dev.meridian.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C in a terminal, which reaches every process of the network at once. */
class InterruptIT {

    @ParameterizedTest
    @ValueSource(strings = {"", "--processes"})
    void stopsEverythingInOrderLeavesNoProcessAndTheNextStartFindsItsData(String flag, @TempDir Path data)
            throws Exception {
        String[] flags = flag.isEmpty() ? new String[0] : new String[] {flag};
        Shop shop;
        List<String> before;
        int port;
        try (RunningNetwork network = RunningNetwork.startInGroup(data, flags)) {
            shop = Shop.open(network);
            before = shop.everything();
            port = network.port();
            assertThat(network.terminal()).contains("router         serves after", "Ready after", "MiB");
            List<ProcessHandle> children = network.descendants();
            assertThat(children).as("databases and function hosts").hasSizeGreaterThan(4);

            Shell.run(data, Map.of(), "kill", "-INT", "--", "-" + network.pid());
            network.awaitEnd();

            assertThat(network.terminal()).contains("Stopping");
            RunningNetwork.eventually(
                    "no process is left",
                    Duration.ofSeconds(5),
                    () -> children.stream().noneMatch(ProcessHandle::isAlive));
            if (flag.isEmpty()) {
                assertThat(stopped(data)).containsExactly("router", "edge", "edge", "edge", "region", "region");
            }
        }
        try (RunningNetwork again = RunningNetwork.startAt(port, data, flags)) {
            assertThat(shop.at(again).everything()).isEqualTo(before);
        }
    }

    /** Kinds of the nodes in the order in which they have stopped. */
    private static List<String> stopped(Path data) throws Exception {
        return Files.readAllLines(data.resolve("dev.log")).stream()
                .filter(line -> line.contains("Node has stopped"))
                .map(line -> line.replaceAll(".*node=\"([a-z]+).*", "$1"))
                .toList();
    }
}
