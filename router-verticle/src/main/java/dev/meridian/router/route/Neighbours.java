package dev.meridian.router.route;

import dev.meridian.router.geo.Place;
import dev.meridian.router.geo.UnitVector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Which nodes are nearest to a place, without looking at all of a thousand for each request: places are told apart by
 * cells of a tenth of a degree, and of each cell that was asked for the {@link #FEW} nearest nodes are remembered, and those
 * that are hardly farther than the nearest. Safe for use by many threads.
 */
final class Neighbours {

    /** So many nodes of a large network are looked at first. */
    static final int FEW = 24;

    /** So much farther is as good as near: two milliseconds, and a little. */
    private static final double HARDLY_KM = 150;

    private static final int CELLS_MOST = 20_000;

    /** From the centre of a cell to its farthest corner, at the equator. */
    private static final double HALF_CELL_KM = 8;

    /** Where a node stands. */
    record Position(String name, UnitVector at) {}

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
        int north = (int) Math.floor(10 * place.latitude());
        int east = (int) Math.floor(10 * place.longitude());
        int cell = north * 3_600 + east;
        Near known = cells.get(cell);
        if (known == null) {
            known = near(UnitVector.of((north + 0.5) / 10, (east + 0.5) / 10));
            if (cells.size() < CELLS_MOST) {
                cells.put(cell, known);
            }
        }
        return known;
    }

    private Near near(UnitVector centre) {
        List<Distance> distances = new ArrayList<>(positions.size());
        for (int i = 0; i < positions.size(); i++) {
            distances.add(new Distance(i, centre.kilometresTo(positions.get(i).at())));
        }
        distances.sort(Comparator.comparingDouble(Distance::km));
        double hardly = distances.getFirst().km() + HARDLY_KM;
        List<Integer> members = new ArrayList<>();
        for (Distance distance : distances) {
            if (members.size() >= FEW && distance.km() > hardly) {
                return new Near(List.copyOf(members), distance.km() - HALF_CELL_KM);
            }
            members.add(distance.member());
        }
        return all;
    }
}
