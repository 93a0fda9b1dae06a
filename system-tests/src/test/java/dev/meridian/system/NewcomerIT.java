package dev.meridian.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody sees who starts the network for the first time and gets something wrong: one line that says what. */
class NewcomerIT {

    private static final Path SCRIPT = Path.of("../meridian").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dev --regoins fra           | Unknown options: '--regoins', 'fra'; did you mean --regions?
            dev --port eighty           | Invalid value for option '--port'
            dev --port 65535            | --port is 65535; it goes from 1 to 65000
            dev --port                  | Missing required parameter for option '--port'
            dev --regions fra,xyz       | --regions names 'xyz', which is not a known site
            dev --regions fra,fra       | --regions names a site twice: fra,fra
            dev --edges sgp,nyc,sgp     | --edges names a site twice: sgp,nyc,sgp
            dev --edges Fra             | --edges names 'Fra', which is not a known site
            dve                         | Unmatched argument at index 0: 'dve' (meridian --help
            node --config /none/there   | the settings file /none/there cannot be read
            """)
    void aWrongFlagIsNamedInOneLine(String arguments, String line) throws Exception {
        List<String> command =
                new ArrayList<>(RunningNetwork.command(arguments.strip().split(" ")));

        assertThat(refusal(command, 2)).contains(line);
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(Math.min(other.getLocalPort(), 65_000));

            assertThat(refusal(dev(folder, "--port", port), 1))
                    .contains("port " + port + " (router) is taken by another program", "--port");
        }
    }

    @Test
    void aDataFolderThatIsAFileOrCannotBeMadeIsNamed() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Path forbidden = Path.of(Files.exists(Path.of("/proc/self")) ? "/proc/meridian" : "/System/meridian");

        assertThat(refusal(dev(file), 1)).contains("the data folder " + file + " is a file", "--data");
        assertThat(refusal(dev(forbidden), 1)).contains("the data folder " + forbidden + " cannot be made", "--data");
    }

    @Test
    void aDatabaseFolderThatIsDamagedOrOfAnotherVersionIsNamed() throws Exception {
        Path database = Files.createDirectories(folder.resolve("region-fra/postgres/data"));

        assertThat(refusal(dev(folder), 1)).contains("region-fra did not start", database.getParent() + " is damaged");

        Files.writeString(database.resolve("PG_VERSION"), "9\n");
        Files.writeString(database.resolveSibling("password"), "secret");
        assertThat(refusal(dev(folder), 1))
                .contains("is of PostgreSQL 9", "pg_upgrade")
                .doesNotContain("secret");
    }

    @Test
    void aMissingJdkIsNamedAndHowToGetIt() throws Exception {
        Path tools = Files.createDirectories(folder.resolve("bin"));
        for (String tool : List.of("dirname", "readlink", "grep")) {
            Files.copy(which(tool), tools.resolve(tool), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Map<String, String> nothing = Map.of(
                "PATH", tools.toString(),
                "HOME", folder.toString(),
                "MERIDIAN_SEARCH_BELOW", folder.toString());

        Ended ended = run(List.of("/bin/sh", SCRIPT.toString(), "dev"), nothing);

        assertThat(ended.status()).isEqualTo(69);
        assertThat(ended.errors().lines())
                .singleElement()
                .satisfies(line -> assertThat(line).contains("no JDK 25 found", "Temurin 25", "JAVA_HOME"));
    }

    @Test
    void aJdkOfAnotherVersionIsNone() throws Exception {
        Path old = folder.resolve("usr/lib/jvm/java-17");
        Path tools = Files.createDirectories(old.resolve("bin"));
        Files.createFile(
                tools.resolve("javac"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        Map<String, String> environment = Map.of(
                "PATH", tools + ":/usr/bin:/bin",
                "HOME", folder.toString(),
                "JAVA_HOME", old.toString(),
                "MERIDIAN_SEARCH_BELOW", folder.toString());

        Ended ended = run(List.of("/bin/sh", SCRIPT.toString(), "dev"), environment);

        assertThat(ended.status()).isEqualTo(69);
        assertThat(ended.errors()).contains("no JDK 25 found");
    }

    private static Path which(String tool) {
        return List.of(Path.of("/usr/bin", tool), Path.of("/bin", tool)).stream()
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
    }

    /** One region and one edge, on ports that nobody has unless the flags say otherwise. */
    private static List<String> dev(Path data, String... flags) throws IOException {
        List<String> command = new ArrayList<>(RunningNetwork.command("dev", "--data", data.toString()));
        command.addAll(List.of("--regions", "fra", "--edges", "fra"));
        command.addAll(flags.length > 0 ? List.of(flags) : List.of("--port", "" + RunningNetwork.freePorts()));
        return command;
    }

    /** The one line on standard error of a command that ends with this status. */
    private String refusal(List<String> command, int status) throws Exception {
        Ended ended = run(command, Map.of());
        assertThat(ended.status()).as(ended.toString()).isEqualTo(status);
        assertThat(ended.errors().lines()).as(ended.toString()).hasSize(1);
        assertThat(ended.errors()).startsWith("meridian: ").doesNotContain("\tat ", "dev.meridian", "java.");
        return ended.errors();
    }

    private record Ended(int status, String output, String errors) {}

    /** @param environment instead of this process's own, unless empty */
    private Ended run(List<String> command, Map<String, String> environment) throws Exception {
        Path output = Files.createTempFile(folder, "output", ".txt");
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        if (!environment.isEmpty()) {
            builder.environment().clear();
            builder.environment().putAll(environment);
        }
        Process process = builder.start();
        try {
            assertThat(process.waitFor(3, TimeUnit.MINUTES))
                    .as("%s ends", command)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(
                process.exitValue(),
                Files.readString(output, StandardCharsets.UTF_8),
                Files.readString(errors, StandardCharsets.UTF_8));
    }
}
