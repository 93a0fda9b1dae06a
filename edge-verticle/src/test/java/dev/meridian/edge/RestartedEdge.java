package dev.meridian.edge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * An edge in a process of its own, until that is killed or its input ends. It prints its port, {@code level} once it
 * knows of every purge of the region, and each purge that it confirms.
 */
final class RestartedEdge {

    private RestartedEdge() {}

    /** @param arguments its data folder, and the relay port of the region */
    public static void main(String... arguments) throws IOException {
        EdgeStage stage = EdgeStage.before(
                Integer.parseInt(arguments[1]),
                Path.of(arguments[0]),
                Map.of("edge.functions", "false", "edge.cache.disk.bytes", "64MiB"));
        System.out.println(stage.port());
        stage.onReceipt(receipt -> System.out.println("confirmed " + receipt.getSequence()));
        Thread.ofPlatform().daemon().start(() -> {
            EdgeStage.until(stage::isLevel);
            System.out.println("level");
        });
        while (System.in.read() >= 0) {
            System.out.flush();
        }
        System.exit(0);
    }
}
