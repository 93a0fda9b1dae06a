package dev.meridian.router.health;

/**
 * A number that follows another only when that has clearly and lastingly moved: by {@link #LEAST} or 15 %, whichever is
 * more, in two windows one after the other. To nothing it returns at once after two windows at nothing. Not safe for
 * several threads.
 */
final class Deadband {

    /** Milliseconds. */
    static final double LEAST = 10;

    private static final double PART = 0.15;
    private static final int WINDOWS = 2;

    private double inForce;
    private int away;

    /** @return what is in force from now on */
    double offer(double value) {
        boolean hasMoved = value == 0 ? inForce != 0 : Math.abs(value - inForce) > Math.max(LEAST, PART * inForce);
        away = hasMoved ? away + 1 : 0;
        if (away >= WINDOWS) {
            inForce = value;
            away = 0;
        }
        return inForce;
    }
}
