package dev.meridian.router.geo;

/** A point on the globe as seen from its centre: distances between two of these take one root and one arc sine. */
public record UnitVector(double x, double y, double z) {

    /** Mean radius of the Earth (IUGG). */
    private static final double EARTH_KM = 6_371.0088;

    /**
     * @param latitude degrees north
     * @param longitude degrees east
     */
    public static UnitVector of(double latitude, double longitude) {
        double north = Math.toRadians(latitude);
        double east = Math.toRadians(longitude);
        double ring = Math.cos(north);
        return new UnitVector(ring * Math.cos(east), ring * Math.sin(east), Math.sin(north));
    }

    /** Along the great circle, by the chord, which stays exact for near points. */
    public double kilometresTo(UnitVector other) {
        double dx = x - other.x;
        double dy = y - other.y;
        double dz = z - other.z;
        double chord = Math.sqrt(dx * dx + dy * dy + dz * dz);
        return 2 * EARTH_KM * Math.asin(Math.min(1, chord / 2));
    }
}
