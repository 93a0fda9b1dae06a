package dev.meridian.region.query.geometry;

import dev.meridian.region.query.geometry.Geometry.Line;
import dev.meridian.region.query.geometry.Geometry.Point;
import dev.meridian.region.query.geometry.Geometry.Polygon;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Geometries as the database holds them, exactly: a {@code float8[]} whose form {@code 0130_geometry.sql} tells, with the
 * box around the geometry in front of what is no point.
 */
public final class StoredGeometry {

    private static final int BOX = 4;

    private StoredGeometry() {}

    public static Double[] of(Geometry geometry) {
        List<Double> numbers = new ArrayList<>();
        switch (geometry) {
            case Point point -> {}
            case Line line -> {
                addBox(numbers, geometry);
                numbers.add(0.0);
            }
            case Polygon(List<List<Position>> rings) -> {
                addBox(numbers, geometry);
                numbers.add((double) rings.size());
                rings.forEach(ring -> numbers.add((double) ring.size()));
            }
        }
        geometry.vertices().forEach(position -> {
            numbers.add(position.lng());
            numbers.add(position.lat());
        });
        return numbers.toArray(Double[]::new);
    }

    private static void addBox(List<Double> numbers, Geometry geometry) {
        double west = Double.POSITIVE_INFINITY;
        double south = Double.POSITIVE_INFINITY;
        double east = Double.NEGATIVE_INFINITY;
        double north = Double.NEGATIVE_INFINITY;
        for (Position position : (Iterable<Position>) geometry.vertices()::iterator) {
            west = Math.min(west, position.lng());
            east = Math.max(east, position.lng());
            south = Math.min(south, position.lat());
            north = Math.max(north, position.lat());
        }
        numbers.addAll(List.of(west, south, east, north));
    }

    public static Geometry geometry(Double[] numbers) {
        if (numbers.length == 2) {
            return new Point(position(numbers, 0));
        }
        int rings = numbers[BOX].intValue();
        int start = BOX + 1 + rings;
        if (rings == 0) {
            return new Line(positions(numbers, start, (numbers.length - start) / 2));
        }
        List<List<Position>> polygon = new ArrayList<>();
        for (int ring = 0; ring < rings; ring++) {
            int count = numbers[BOX + 1 + ring].intValue();
            polygon.add(positions(numbers, start, count));
            start += 2 * count;
        }
        return new Polygon(List.copyOf(polygon));
    }

    private static List<Position> positions(Double[] numbers, int start, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> position(numbers, start + 2 * i))
                .toList();
    }

    private static Position position(Double[] numbers, int at) {
        return new Position(numbers[at], numbers[at + 1]);
    }
}
