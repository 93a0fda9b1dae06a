package dev.meridian.region.query.geometry;

import java.util.List;
import java.util.stream.Stream;

/** A point, a line or a polygon. Two that are written differently are not equal, though they may be the same set of points. */
public sealed interface Geometry {

    /** No geometry has more positions. */
    int MOST_POSITIONS = 10_000;

    record Point(Position at) implements Geometry {}

    /** @param positions two or more */
    record Line(List<Position> positions) implements Geometry {}

    /** @param rings the shell and then the holes; each of four positions or more, the last of which is the first */
    record Polygon(List<List<Position>> rings) implements Geometry {}

    default Shape shape() {
        return switch (this) {
            case Point point -> Shape.POINT;
            case Line line -> Shape.LINESTRING;
            case Polygon polygon -> Shape.POLYGON;
        };
    }

    /** Every position, in order; of rings the first comes again at the end. */
    default Stream<Position> vertices() {
        return switch (this) {
            case Point(Position at) -> Stream.of(at);
            case Line(List<Position> positions) -> positions.stream();
            case Polygon(List<List<Position>> rings) -> rings.stream().flatMap(List::stream);
        };
    }

    /** Lists of numbers, or of such lists, as the contract writes it. */
    default List<?> json() {
        return switch (this) {
            case Point(Position at) -> at.json();
            case Line(List<Position> positions) -> json(positions);
            case Polygon(List<List<Position>> rings) ->
                rings.stream().map(Geometry::json).toList();
        };
    }

    private static List<?> json(List<Position> positions) {
        return positions.stream().map(Position::json).toList();
    }
}
