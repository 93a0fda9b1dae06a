package dev.meridian.region.query.geometry;

import dev.meridian.region.query.geometry.Geometry.Line;
import dev.meridian.region.query.geometry.Geometry.Point;
import dev.meridian.region.query.geometry.Geometry.Polygon;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads geometries from JSON: numbers in lists, or well-known text. */
public final class GeometryReader {

    private GeometryReader() {}

    /**
     * A geometry of any shape, which the depth of the lists tells.
     *
     * @return empty if it is none
     */
    public static Optional<Geometry> read(Object json) {
        if (json instanceof String text) {
            return WellKnownText.read(text);
        }
        return switch (depth(json)) {
            case 1 -> read(json, Shape.POINT);
            case 2 -> read(json, Shape.LINESTRING);
            case 3 -> read(json, Shape.POLYGON);
            default -> Optional.empty();
        };
    }

    /** A geometry of this shape. Of a polygon without holes the shell alone may be given. */
    public static Optional<Geometry> read(Object json, Shape shape) {
        if (json instanceof String text) {
            return WellKnownText.read(text).filter(geometry -> geometry.shape() == shape);
        }
        return switch (shape) {
            case POINT -> position(json).map(Point::new);
            case LINESTRING ->
                positions(json).filter(positions -> positions.size() >= 2).map(Line::new);
            case POLYGON -> polygon(depth(json) == 2 ? List.of(json) : json);
        };
    }

    /** How many lists lie in one another, as their first items tell; at most 4 are counted. */
    private static int depth(@Nullable Object json) {
        int depth = 0;
        Object item = json;
        while (depth < 4 && item instanceof Iterable<?> list) {
            depth++;
            item = list.iterator().hasNext() ? list.iterator().next() : null;
        }
        return depth;
    }

    private static Optional<Geometry> polygon(Object json) {
        List<List<Position>> rings = new ArrayList<>();
        int count = 0;
        if (json instanceof Iterable<?> list) {
            for (Object item : list) {
                Optional<List<Position>> ring = positions(item).filter(GeometryReader::isRing);
                count += ring.map(List::size).orElse(0);
                if (ring.isEmpty() || count > Geometry.MOST_POSITIONS) {
                    return Optional.empty();
                }
                rings.add(ring.get());
            }
        }
        return rings.isEmpty() ? Optional.empty() : Optional.of(new Polygon(List.copyOf(rings)));
    }

    private static boolean isRing(List<Position> positions) {
        return positions.size() >= 4 && positions.getFirst().equals(positions.getLast());
    }

    private static Optional<List<Position>> positions(@Nullable Object json) {
        if (!(json instanceof Iterable<?> list)) {
            return Optional.empty();
        }
        List<Position> positions = new ArrayList<>();
        for (Object item : list) {
            Optional<Position> position = position(item);
            if (position.isEmpty() || positions.size() == Geometry.MOST_POSITIONS) {
                return Optional.empty();
            }
            positions.add(position.get());
        }
        return Optional.of(List.copyOf(positions));
    }

    private static Optional<Position> position(@Nullable Object json) {
        if (!(json instanceof Iterable<?> list)) {
            return Optional.empty();
        }
        List<Double> numbers = new ArrayList<>(2);
        for (Object item : list) {
            if (!(item instanceof Number number) || numbers.size() == 2) {
                return Optional.empty();
            }
            numbers.add(number.doubleValue());
        }
        return numbers.size() == 2 ? Position.of(numbers.get(0), numbers.get(1)) : Optional.empty();
    }
}
