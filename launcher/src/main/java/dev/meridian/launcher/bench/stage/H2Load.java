package dev.meridian.launcher.bench.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The load generator h2load: a closed loop of HTTP/2 streams in plain text, on one thread. */
public final class H2Load {

    private static final Pattern SUCCEEDED = Pattern.compile("(\\d+) succeeded");
    private static final Pattern WRONG = Pattern.compile("[1-9]\\d* (failed|errored|timeout|4xx|5xx)");

    private final Path program;

    private H2Load(Path program) {
        this.program = program;
    }

    /** Empty where it is not. */
    public static Optional<H2Load> installed() {
        return Programs.find("h2load").map(H2Load::new);
    }

    /**
     * @param streams under way at a time on each connection
     * @param log a file that it may write each answer's time to
     */
    public LoadResult load(int port, String host, String path, int connections, int streams, int seconds, Path log)
            throws IOException, InterruptedException {
        List<String> command = List.of(
                program.toString(),
                "-t1",
                "-c" + connections,
                "-m" + streams,
                "-D",
                String.valueOf(seconds),
                "-H",
                ":authority: " + host,
                "--log-file=" + log,
                "http://127.0.0.1:" + port + path);
        Files.deleteIfExists(log);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("h2load failed: " + output);
        }
        return read(output, log, Duration.ofSeconds(seconds));
    }

    /**
     * Reads what h2load leaves at its end.
     *
     * @param log a line for each answer: when it was asked for, its status, microseconds
     */
    static LoadResult read(String output, Path log, Duration counted) throws IOException {
        Matcher succeeded = SUCCEEDED.matcher(output);
        if (!succeeded.find()) {
            throw new IOException("h2load printed no number of requests: " + output);
        }
        Latencies latencies = new Latencies();
        try (Stream<String> lines = Files.lines(log)) {
            lines.forEach(line -> latencies.record(1_000 * Long.parseLong(line.substring(line.lastIndexOf('\t') + 1))));
        }
        String wrong = WRONG.matcher(output).results().map(MatchResult::group).collect(Collectors.joining("; "));
        return new LoadResult(Long.parseLong(succeeded.group(1)), latencies.figures(counted), wrong);
    }
}
