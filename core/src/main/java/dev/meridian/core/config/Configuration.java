package dev.meridian.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Settings by dotted key, for instance {@code http.port}. Flags win over the environment, which wins over the file.
 *
 * <p>Read by one thread at start: each settings record asks for its keys, then {@link #refuseUnknown} stops a start that
 * names a key nobody asked for.
 */
public final class Configuration {

    private static final String ENVIRONMENT_PREFIX = "MERIDIAN_";

    private final Map<String, String> values = new TreeMap<>();
    private final Set<String> known = new HashSet<>();
    private final Set<String> fromEnvironment = new HashSet<>();

    private Configuration() {}

    /**
     * @param file keys as in {@code http.port}
     * @param environment variables; {@code MERIDIAN_HTTP_PORT} is {@code http.port}; those that begin otherwise, or
     *     with no group of settings that this node has, are somebody else's
     * @param flags keys as in {@code http.port}
     */
    public static Configuration of(
            Map<String, String> file, Map<String, String> environment, Map<String, String> flags) {
        Configuration configuration = new Configuration();
        configuration.values.putAll(file);
        environment.forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT_PREFIX)) {
                String key = name.substring(ENVIRONMENT_PREFIX.length());
                String dotted = key.toLowerCase(Locale.ROOT).replace('_', '.');
                configuration.values.put(dotted, value);
                configuration.fromEnvironment.add(dotted);
            }
        });
        configuration.values.putAll(flags);
        configuration.fromEnvironment.removeAll(flags.keySet());
        return configuration;
    }

    public Optional<String> text(String key) {
        known.add(key);
        return Optional.ofNullable(values.get(key)).map(String::strip).filter(text -> !text.isEmpty());
    }

    public String text(String key, String otherwise) {
        return text(key).orElse(otherwise);
    }

    public String required(String key) {
        return text(key).orElseThrow(() -> new ConfigurationException(key + " is not set"));
    }

    public int integer(String key, int otherwise, int least, int most) {
        int value = parse(key, Integer::parseInt, "a whole number").orElse(otherwise);
        if (value < least || value > most) {
            throw new ConfigurationException(key + " is " + value + "; it goes from " + least + " to " + most);
        }
        return value;
    }

    public double decimal(String key, double otherwise, double least, double most) {
        double value = parse(key, Double::parseDouble, "a number").orElse(otherwise);
        if (!(value >= least && value <= most)) {
            throw new ConfigurationException(key + " is " + value + "; it goes from " + least + " to " + most);
        }
        return value;
    }

    public boolean flag(String key, boolean otherwise) {
        return parse(key, Configuration::parseFlag, "true or false").orElse(otherwise);
    }

    /** A duration such as {@code 250ms}, {@code 30s}, {@code 5m}, {@code 12h}. */
    public Duration duration(String key, Duration otherwise) {
        return parse(key, Configuration::parseDuration, "a duration such as 250ms, 30s, 5m or 12h")
                .orElse(otherwise);
    }

    /** A size in bytes such as {@code 512}, {@code 64KiB}, {@code 256MiB}, {@code 2GiB}. */
    public long bytes(String key, long otherwise) {
        return parse(key, Configuration::parseBytes, "a size such as 64KiB, 256MiB or 2GiB")
                .orElse(otherwise);
    }

    /** Comma-separated words, blanks around them dropped. */
    public List<String> list(String key) {
        return text(key)
                .map(text -> Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(word -> !word.isEmpty())
                        .toList())
                .orElse(List.of());
    }

    public Optional<Path> path(String key) {
        return text(key).map(Path::of);
    }

    public Optional<Secret> secret(String key) {
        return text(key).map(Secret::new);
    }

    /** Every key that a settings record has asked for. */
    public Set<String> known() {
        return Set.copyOf(known);
    }

    /** Stops the start if any key was given that no settings record asked for. */
    public void refuseUnknown() {
        Set<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(known);
        Set<String> groups = known.stream().map(Configuration::group).collect(Collectors.toSet());
        unknown.removeIf(key -> fromEnvironment.contains(key) && !groups.contains(group(key)));
        if (!unknown.isEmpty()) {
            String first = unknown.iterator().next();
            throw new ConfigurationException(
                    "'" + first + "' is not a setting; did you mean '" + nearest(first) + "'?");
        }
    }

    private static String group(String key) {
        int dot = key.indexOf('.');
        return dot < 0 ? key : key.substring(0, dot);
    }

    private String nearest(String key) {
        return known.stream()
                .min(Comparator.comparingInt((String candidate) -> distance(key, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse("");
    }

    private <T> Optional<T> parse(String key, Function<String, T> parser, String form) {
        return text(key).map(text -> {
            try {
                return parser.apply(text);
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException(key + " is '" + text + "'; it must be " + form, e);
            }
        });
    }

    private static boolean parseFlag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Duration parseDuration(String text) {
        if (text.endsWith("ms")) {
            return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
        }
        Duration duration;
        try {
            duration = Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(text, e);
        }
        if (duration.isNegative()) {
            throw new IllegalArgumentException(text);
        }
        return duration;
    }

    private static long parseBytes(String text) {
        long unit = switch (text.replaceFirst("^-?[0-9]+", "")) {
            case "" -> 1;
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            default -> throw new IllegalArgumentException(text);
        };
        long count = Long.parseLong(text.replaceFirst("[A-Za-z]+$", ""));
        if (count < 0 || count > Long.MAX_VALUE / unit) {
            throw new IllegalArgumentException(text);
        }
        return count * unit;
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
