package dev.meridian.region.query.geometry;

import dev.meridian.region.query.geometry.Geometry.Line;
import dev.meridian.region.query.geometry.Geometry.Point;
import dev.meridian.region.query.geometry.Geometry.Polygon;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;

/** Draws geometries on a small grid, so that they share vertices, edges and parts of edges all the time. */
public final class RandomGeometries {

    private static final GeometryFactory JTS = new GeometryFactory();

    private final Random random;
    private final int grid;

    /** @param grid coordinates are whole numbers from 0 to this */
    public RandomGeometries(Random random, int grid) {
        this.random = random;
        this.grid = grid;
    }

    public Geometry any() {
        return switch (random.nextInt(5)) {
            case 0 -> point();
            case 1, 2 -> line();
            default -> polygon();
        };
    }

    public Point point() {
        return new Point(position());
    }

    /** Another, or now and then the same set of points, written the other way round. */
    public Geometry beside(Geometry one) {
        return random.nextInt(8) == 0 ? reversed(one) : any();
    }

    private static Geometry reversed(Geometry geometry) {
        return switch (geometry) {
            case Point point -> point;
            case Line(List<Position> positions) -> new Line(List.copyOf(positions.reversed()));
            case Polygon(List<List<Position>> rings) ->
                new Polygon(
                        rings.stream().map(ring -> List.copyOf(ring.reversed())).toList());
        };
    }

    /** Some are closed, cross themselves, go back on themselves or stay where they are. */
    public Line line() {
        List<Position> positions = new ArrayList<>(positions(2 + random.nextInt(5)));
        if (random.nextInt(4) == 0) {
            positions.add(positions.getFirst());
        }
        return new Line(List.copyOf(positions));
    }

    /** From one place straight to another. */
    public Line stretch() {
        Position from = position();
        Position to = position();
        return from.equals(to) ? stretch() : new Line(List.of(from, to));
    }

    /** Valid as OGC defines it, which most drafts are not. */
    public Polygon polygon() {
        while (true) {
            List<List<Position>> rings = new ArrayList<>();
            for (int holes = random.nextInt(3); holes >= 0; holes--) {
                rings.add(ring());
            }
            Polygon polygon = new Polygon(List.copyOf(rings));
            if (jts(polygon).isValid()) {
                return polygon;
            }
        }
    }

    private List<Position> ring() {
        List<Position> positions = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            Position low = position();
            Position high = position();
            positions.add(low);
            positions.add(new Position(high.lng(), low.lat()));
            positions.add(high);
            positions.add(new Position(low.lng(), high.lat()));
        } else {
            positions.addAll(positions(3 + random.nextInt(5)));
        }
        positions.add(positions.getFirst());
        return List.copyOf(positions);
    }

    private List<Position> positions(int count) {
        return Stream.generate(this::position).limit(count).toList();
    }

    private Position position() {
        return new Position(random.nextInt(grid + 1), random.nextInt(grid + 1));
    }

    /** The same geometry as the reference has it, whose lines are no points. */
    public static org.locationtech.jts.geom.Geometry jts(Geometry geometry) {
        return switch (geometry) {
            case Point(Position at) -> JTS.createPoint(coordinate(at));
            case Line(List<Position> positions)
            when Set.copyOf(positions).size() == 1 -> JTS.createPoint(coordinate(positions.getFirst()));
            case Line(List<Position> positions) -> JTS.createLineString(coordinates(positions));
            case Polygon(List<List<Position>> rings) ->
                JTS.createPolygon(
                        ring(rings.getFirst()),
                        rings.stream().skip(1).map(RandomGeometries::ring).toArray(LinearRing[]::new));
        };
    }

    private static LinearRing ring(List<Position> positions) {
        return JTS.createLinearRing(coordinates(positions));
    }

    private static Coordinate[] coordinates(List<Position> positions) {
        return positions.stream().map(RandomGeometries::coordinate).toArray(Coordinate[]::new);
    }

    private static Coordinate coordinate(Position position) {
        return new Coordinate(position.lng(), position.lat());
    }

    /** The same with every coordinate divided; what lay on a straight line then does so in decimals only. */
    public static Geometry divided(Geometry geometry, int divisor) {
        return switch (geometry) {
            case Point(Position at) -> new Point(divided(at, divisor));
            case Line(List<Position> positions) -> new Line(divided(positions, divisor));
            case Polygon(List<List<Position>> rings) ->
                new Polygon(rings.stream().map(ring -> divided(ring, divisor)).toList());
        };
    }

    private static List<Position> divided(List<Position> positions, int divisor) {
        return positions.stream().map(position -> divided(position, divisor)).toList();
    }

    private static Position divided(Position position, int divisor) {
        return new Position(position.lng() / divisor, position.lat() / divisor);
    }
}
