package dev.meridian.region.query.geometry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Well-known text of a point, a line or a polygon in two dimensions (OGC 06-103r4, section 7), for instance {@code
 * LINESTRING(1 2, 3.5 4)}. Used once.
 */
final class WellKnownText {

    private static final Pattern TYPE = Pattern.compile("\\s*(?i:(POINT|LINESTRING|POLYGON))\\s*");
    private static final String NUMBER = "([-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?)";
    private static final Pattern PAIR = Pattern.compile(NUMBER + "\\s+" + NUMBER + "\\s*");

    private final String text;
    private int at;

    private WellKnownText(String text, int at) {
        this.text = text;
        this.at = at;
    }

    /** Empty if it is none. */
    static Optional<Geometry> read(String text) {
        Matcher type = TYPE.matcher(text);
        if (!type.lookingAt()) {
            return Optional.empty();
        }
        Shape shape = Shape.valueOf(type.group(1).toUpperCase(Locale.ROOT));
        WellKnownText reader = new WellKnownText(text, type.end());
        Optional<List<?>> lists = reader.group(shape == Shape.POLYGON ? 2 : 1);
        if (lists.isEmpty() || reader.at < text.length()) {
            return Optional.empty();
        }
        if (shape == Shape.POINT) {
            return lists.filter(points -> points.size() == 1)
                    .flatMap(points -> GeometryReader.read(points.getFirst(), shape));
        }
        return GeometryReader.read(lists.get(), shape);
    }

    /** What is in parentheses and divided by commas: pairs of numbers, or such groups. */
    private Optional<List<?>> group(int depth) {
        if (!take('(')) {
            return Optional.empty();
        }
        List<Object> items = new ArrayList<>();
        do {
            Optional<List<?>> item = depth == 1 ? pair() : group(depth - 1);
            if (item.isEmpty()) {
                return Optional.empty();
            }
            items.add(item.get());
        } while (take(','));
        return take(')') ? Optional.of(items) : Optional.empty();
    }

    private Optional<List<?>> pair() {
        Matcher pair = PAIR.matcher(text).region(at, text.length());
        if (!pair.lookingAt()) {
            return Optional.empty();
        }
        at = pair.end();
        return Optional.of(List.of(Double.valueOf(pair.group(1)), Double.valueOf(pair.group(2))));
    }

    /** Passes over a sign and the space after it. */
    private boolean take(char sign) {
        if (at == text.length() || text.charAt(at) != sign) {
            return false;
        }
        at++;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return true;
    }
}
