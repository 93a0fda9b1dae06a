package dev.meridian.launcher.bench.stage;

import dev.meridian.launcher.StartRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The load generator wrk: a closed loop of keep-alive connections, on one thread. */
public final class Wrk {

    private static final Pattern ANSWERS = Pattern.compile("(\\d+) requests in ");
    private static final Pattern PER_SECOND = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
    private static final Pattern P50 = latency(50);
    private static final Pattern P99 = latency(99);
    private static final Pattern WRONG = Pattern.compile("Non-2xx or 3xx responses: \\d+|Socket errors: .*");

    /** wrk goes on without a script that it cannot read. */
    private static final Pattern SCRIPT = Pattern.compile("\\.lua:\\d+: .*");

    private final Path program;

    private Wrk(Path program) {
        this.program = program;
    }

    /** @throws StartRefused where it is not */
    public static Wrk installed() {
        return new Wrk(Programs.find("wrk")
                .orElseThrow(() -> new StartRefused("wrk is not installed (Debian: apt-get install wrk)")));
    }

    /** @param more of wrk's own flags */
    public LoadResult load(int port, String path, int connections, int seconds, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(program.toString(), "-t1", "-c" + connections, "-d" + seconds, "--latency", "--timeout", "10"));
        command.addAll(List.of(more));
        command.add("http://127.0.0.1:" + port + path);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("wrk failed: " + output);
        }
        return read(output);
    }

    /** Reads what wrk prints at its end. */
    static LoadResult read(String output) throws IOException {
        Matcher script = SCRIPT.matcher(output);
        if (script.find()) {
            throw new IOException("wrk cannot run its script: " + script.group());
        }
        return new LoadResult(
                (long) number(ANSWERS, output),
                new Figures(number(PER_SECOND, output), millis(P50, output), millis(P99, output)),
                WRONG.matcher(output).results().map(MatchResult::group).collect(Collectors.joining("; ")));
    }

    private static Pattern latency(int percent) {
        return Pattern.compile("\\b" + percent + "%\\s+([\\d.]+)(us|ms|s|m)\\b");
    }

    private static double number(Pattern pattern, String output) throws IOException {
        Matcher matcher = pattern.matcher(output);
        if (!matcher.find()) {
            throw new IOException("wrk printed no " + pattern + ": " + output);
        }
        return Double.parseDouble(matcher.group(1));
    }

    private static double millis(Pattern latency, String output) throws IOException {
        Matcher matcher = latency.matcher(output);
        if (!matcher.find()) {
            throw new IOException("wrk printed no latencies: " + output);
        }
        double number = Double.parseDouble(matcher.group(1));
        return switch (matcher.group(2)) {
            case "us" -> number / 1_000;
            case "ms" -> number;
            case "s" -> number * 1_000;
            default -> number * 60_000;
        };
    }
}
