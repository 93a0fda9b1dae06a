package dev.meridian.core.topology;

/**
 * How much a node has to do.
 *
 * @param load 0 idle to 1 saturated
 * @param inFlight requests begun and not ended
 */
public record Load(double load, int inFlight) {

    public static final Load NONE = new Load(0, 0);

    public Load {
        load = Double.isNaN(load) ? 0 : Math.clamp(load, 0.0, 1.0);
        inFlight = Math.max(0, inFlight);
    }
}
