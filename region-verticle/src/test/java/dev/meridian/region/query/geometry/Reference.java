package dev.meridian.region.query.geometry;

import java.util.Set;
import java.util.TreeSet;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.operation.relateng.RelateNG;
import org.locationtech.jts.operation.relateng.RelatePredicate;
import org.locationtech.jts.operation.relateng.TopologyPredicate;

/**
 * Relations as the JTS Topology Suite tells them. It has two algorithms, and each rounds in its own way where a line crosses
 * itself between whole numbers.
 */
public final class Reference {

    private Reference() {}

    /** What one algorithm or the other says. */
    public static Set<Boolean> answers(Relation relation, Geometry one, Geometry other) {
        Set<Boolean> answers = new TreeSet<>();
        answers.add(RelateNG.relate(one, other, byEdges(relation)));
        answers.add(byGraph(relation, one, other));
        return answers;
    }

    /** Of geometries that do not cross themselves. */
    public static boolean holds(
            Relation relation,
            dev.meridian.region.query.geometry.Geometry one,
            dev.meridian.region.query.geometry.Geometry other) {
        return byGraph(relation, RandomGeometries.jts(one), RandomGeometries.jts(other));
    }

    public static double distance(
            dev.meridian.region.query.geometry.Geometry one, dev.meridian.region.query.geometry.Geometry other) {
        return RandomGeometries.jts(one).distance(RandomGeometries.jts(other));
    }

    /** Of points, by the angle between them on a sphere. */
    public static double metres(
            dev.meridian.region.query.geometry.Geometry one, dev.meridian.region.query.geometry.Geometry other) {
        Coordinate from = RandomGeometries.jts(one).getCoordinate();
        Coordinate to = RandomGeometries.jts(other).getCoordinate();
        if (from.equals(to)) {
            return 0;
        }
        double cosine = Math.sin(Math.toRadians(from.y)) * Math.sin(Math.toRadians(to.y))
                + Math.cos(Math.toRadians(from.y))
                        * Math.cos(Math.toRadians(to.y))
                        * Math.cos(Math.toRadians(to.x - from.x));
        return 6_371_000 * Math.acos(cosine);
    }

    private static TopologyPredicate byEdges(Relation relation) {
        return switch (relation) {
            case INTERSECTS -> RelatePredicate.intersects();
            case TOUCHES -> RelatePredicate.touches();
            case CROSSES -> RelatePredicate.crosses();
            case OVERLAPS -> RelatePredicate.overlaps();
            case COVERS -> RelatePredicate.covers();
            case EQUALS -> RelatePredicate.equalsTopo();
        };
    }

    private static boolean byGraph(Relation relation, Geometry one, Geometry other) {
        return switch (relation) {
            case INTERSECTS -> one.intersects(other);
            case TOUCHES -> one.touches(other);
            case CROSSES -> one.crosses(other);
            case OVERLAPS -> one.overlaps(other);
            case COVERS -> one.covers(other);
            case EQUALS -> one.equalsTopo(other);
        };
    }
}
