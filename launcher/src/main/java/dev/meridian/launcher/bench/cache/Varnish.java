package dev.meridian.launcher.bench.cache;

import dev.meridian.launcher.bench.stage.Contender;
import dev.meridian.launcher.bench.stage.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A Varnish in front of an origin, where it is installed. */
final class Varnish {

    private Varnish() {}

    /**
     * @param mebibytes that objects may take
     * @return empty where Varnish is not installed
     */
    static Optional<Contender> start(Path folder, int port, int originPort, int mebibytes)
            throws IOException, InterruptedException {
        Optional<Path> program = Programs.find("varnishd");
        if (program.isEmpty()) {
            return Optional.empty();
        }
        Path configuration = Files.writeString(folder.resolve("bench.vcl"), """
                vcl 4.1;
                backend default { .host = "127.0.0.1"; .port = "%d"; }
                """.formatted(originPort));
        List<String> command = List.of(
                program.get().toString(),
                "-F",
                "-j",
                "none",
                "-T",
                "none",
                "-n",
                folder.resolve("work").toString(),
                "-a",
                "127.0.0.1:" + port,
                "-f",
                configuration.toString(),
                "-s",
                "malloc," + mebibytes + "m");
        return Optional.of(Contender.start("Varnish", port, folder, command));
    }
}
