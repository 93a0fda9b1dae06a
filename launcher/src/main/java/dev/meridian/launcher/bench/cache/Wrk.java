package dev.meridian.launcher.bench.cache;

import dev.meridian.launcher.StartRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk: a closed loop of keep-alive connections, on one thread. */
final class Wrk {

    private static final Pattern ANSWERS = Pattern.compile("(\\d+) requests in ");
    private static final Pattern PER_SECOND = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
    private static final Pattern P99 = Pattern.compile("99%\\s+([\\d.]+)(us|ms|s|m)\\b");
    private static final Pattern WRONG = Pattern.compile("Non-2xx or 3xx responses: \\d+|Socket errors: .*");

    private final Path program;

    private Wrk(Path program) {
        this.program = program;
    }

    static Wrk installed() {
        return new Wrk(Programs.find("wrk")
                .orElseThrow(() -> new StartRefused("wrk is not installed (Debian: apt-get install wrk)")));
    }

    /**
     * @param p99 in milliseconds
     * @param wrong what went wrong, in wrk's words; empty for nothing
     */
    record Result(long answers, double perSecond, double p99, String wrong) {}

    Result load(int port, String path, int connections, int seconds) throws IOException, InterruptedException {
        List<String> command = List.of(
                program.toString(),
                "-t1",
                "-c" + connections,
                "-d" + seconds,
                "--latency",
                "--timeout",
                "10",
                "http://127.0.0.1:" + port + path);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("wrk failed: " + output);
        }
        Matcher wrong = WRONG.matcher(output);
        return new Result(
                (long) number(ANSWERS, output),
                number(PER_SECOND, output),
                millis(output),
                wrong.find() ? wrong.group() : "");
    }

    private static double number(Pattern pattern, String output) throws IOException {
        Matcher matcher = pattern.matcher(output);
        if (!matcher.find()) {
            throw new IOException("wrk printed no " + pattern + ": " + output);
        }
        return Double.parseDouble(matcher.group(1));
    }

    private static double millis(String output) throws IOException {
        Matcher matcher = P99.matcher(output);
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
