package dev.meridian.router.route;

import dev.meridian.router.geo.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Which nodes are nearest to a place, without looking at all of a thousand for each request: places are told apart by
 * cells of one degree by one, and of each cell that was asked for its {@link #FEW} nearest nodes are remembered. Safe for
 * use by many threads.
 */
final class Neighbours {

    /** So many nodes of a large network are looked at first. */
    static final int FEW = 32;

    private static final int CELLS_MOST = 20_000;

    /** From the centre of a cell to its farthest corner, at the equator. */
    private static final double HALF_CELL_KM = 79;

    /** Where a node stands. */
    record Position(String name, double latitude, double longitude) {}

    /**
     * @param members positions in the list of nodes, nearest first
     * @param beyondKm no other node is nearer than that; infinite if there is no other
     */
    record Near(List<Integer> members, double beyondKm) {}

    private record Distance(int member, double km) {}

    private final List<Position> positions;
    private final Near all;
    private final Map<Integer, Near> cells = new ConcurrentHashMap<>();

    Neighbours(List<Position> positions) {
        this.positions = List.copyOf(positions);
        this.all = new Near(IntStream.range(0, positions.size()).boxed().toList(), Double.POSITIVE_INFINITY);
    }

    boolean isOf(List<Position> others) {
        return positions.equals(others);
    }

    /** Every node, in no order. */
    Near all() {
        return all;
    }

    Near to(Place place) {
        if (positions.size() <= FEW) {
            return all;
        }
        int north = Math.clamp((int) Math.floor(place.latitude()) + 90, 0, 179);
        int east = Math.clamp((int) Math.floor(place.longitude()) + 180, 0, 359);
        int cell = north * 360 + east;
        Near known = cells.get(cell);
        if (known == null) {
            known = near(new Place(north - 89.5, east - 179.5, "", Place.Source.DEFAULT));
            if (cells.size() < CELLS_MOST) {
                cells.put(cell, known);
            }
        }
        return known;
    }

    private Near near(Place centre) {
        List<Distance> distances = new ArrayList<>();
        for (int i = 0; i < positions.size(); i++) {
            Position position = positions.get(i);
            distances.add(new Distance(i, centre.kilometresTo(position.latitude(), position.longitude())));
        }
        distances.sort(Comparator.comparingDouble(Distance::km));
        List<Integer> members =
                distances.stream().limit(FEW).map(Distance::member).toList();
        return new Near(members, distances.get(FEW).km() - HALF_CELL_KM);
    }
}
