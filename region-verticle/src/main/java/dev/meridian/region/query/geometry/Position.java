package dev.meridian.region.query.geometry;

import java.util.List;
import java.util.Optional;

/**
 * A place in degrees.
 *
 * @param lng longitude, -180 to 180
 * @param lat latitude, -90 to 90
 */
public record Position(double lng, double lat) {

    private static final double MOST_LNG = 180;
    private static final double MOST_LAT = 90;

    /** What is nearer to zero counts as zero: products of such numbers are too small for the database's arithmetic. */
    private static final double LEAST = 1e-30;

    /** Zero has no sign here, so that equal places are equal. */
    public Position {
        if (!(Math.abs(lng) <= MOST_LNG && Math.abs(lat) <= MOST_LAT)) {
            throw new IllegalArgumentException(lng + " " + lat + " is no place in degrees");
        }
        lng = Math.abs(lng) < LEAST ? 0.0 : lng;
        lat = Math.abs(lat) < LEAST ? 0.0 : lat;
    }

    /** Empty if they are not on the map. */
    static Optional<Position> of(double lng, double lat) {
        return Math.abs(lng) <= MOST_LNG && Math.abs(lat) <= MOST_LAT
                ? Optional.of(new Position(lng, lat))
                : Optional.empty();
    }

    List<Object> json() {
        return List.of(number(lng), number(lat));
    }

    /** A whole number has no fraction on the wire. */
    private static Object number(double value) {
        if (value == Math.rint(value)) {
            return (long) value;
        }
        return value;
    }
}
