package dev.meridian.router.geo;

import java.util.Locale;

/**
 * A point on the globe and how we came to hold it for a client's.
 *
 * @param latitude degrees north
 * @param longitude degrees east
 * @param country ISO 3166-1 alpha-2, upper case; empty when not known
 */
public record Place(double latitude, double longitude, String country, Source source) {

    /** What a place was derived from. */
    public enum Source {
        /** A prefix that the operator configured. */
        OVERRIDE,
        /** The operator's database. */
        DATABASE,
        /** The built-in table. */
        TABLE,
        /** Who asks for a plan said so. */
        GIVEN,
        /** Nothing is known of the address: the router's own site. */
        DEFAULT;

        /** The word that answers and protocols use. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Mean radius of the Earth (IUGG). */
    private static final double EARTH_KM = 6_371.0088;

    public Place {
        if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
            throw new IllegalArgumentException(
                    latitude + ":" + longitude + " is no place; latitude goes to 90 degrees, longitude to 180");
        }
    }

    /** Great-circle distance by the haversine formula, which stays exact for near points. */
    public double kilometresTo(double otherLatitude, double otherLongitude) {
        double north = Math.sin(Math.toRadians(otherLatitude - latitude) / 2);
        double east = Math.sin(Math.toRadians(otherLongitude - longitude) / 2);
        double chord = north * north
                + Math.cos(Math.toRadians(latitude)) * Math.cos(Math.toRadians(otherLatitude)) * east * east;
        return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
    }
}
