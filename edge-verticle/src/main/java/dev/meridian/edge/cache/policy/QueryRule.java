package dev.meridian.edge.cache.policy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Which parameters of a query tell one response from another: those that it names, or all but those. */
public final class QueryRule {

    private final boolean keeps;
    private final List<NamePattern> names;

    private QueryRule(boolean keeps, List<String> names) {
        this.keeps = keeps;
        this.names = names.stream().map(NamePattern::of).toList();
    }

    /** @param names each of a parameter, or of all that begin so: {@code utm_*} */
    public static QueryRule ignoring(List<String> names) {
        return new QueryRule(false, names);
    }

    /** @param names as for {@link #ignoring}; none where no query makes a difference */
    public static QueryRule keeping(List<String> names) {
        return new QueryRule(true, names);
    }

    /** A URI without what makes no difference; what is left stays as it was sent. */
    String apply(String uri) {
        int query = uri.indexOf('?');
        if (query < 0) {
            return uri;
        }
        String left = Arrays.stream(uri.substring(query + 1).split("&"))
                .filter(parameter -> isTelling(name(parameter)))
                .collect(Collectors.joining("&"));
        return left.isEmpty() ? uri.substring(0, query) : uri.substring(0, query + 1) + left;
    }

    private boolean isTelling(String name) {
        return keeps == names.stream().anyMatch(pattern -> pattern.matches(name));
    }

    /** As the origin reads it: a name that is written in another way is the same name. */
    private static String name(String parameter) {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        return name.indexOf('%') < 0 && name.indexOf('+') < 0 ? name : decoded(name);
    }

    private static String decoded(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean encoded = c == '%'
                    && i + 2 < name.length()
                    && HexFormat.isHexDigit(name.charAt(i + 1))
                    && HexFormat.isHexDigit(name.charAt(i + 2));
            if (encoded) {
                bytes.write(HexFormat.fromHexDigits(name, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(c == '+' ? ' ' : c);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
