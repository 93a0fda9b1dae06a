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
        /** Nothing is known of the address: the router's own site. */
        DEFAULT;

        /** The word that answers and protocols use. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Place {
        if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
            throw new IllegalArgumentException(
                    latitude + ":" + longitude + " is no place; latitude goes to 90 degrees, longitude to 180");
        }
    }

    /** Great-circle distance. */
    public double kilometresTo(double otherLatitude, double otherLongitude) {
        return vector().kilometresTo(UnitVector.of(otherLatitude, otherLongitude));
    }

    public UnitVector vector() {
        return UnitVector.of(latitude, longitude);
    }
}
