package dev.meridian.region.query.geometry;

/** How one geometry may lie to another (OGC Simple Features); as sets of points, whoever wrote them how. */
public enum Relation {
    INTERSECTS("geometry_intersects"),
    TOUCHES("geometry_touches"),
    CROSSES("geometry_crosses"),
    OVERLAPS("geometry_overlaps"),
    /** No point of the other lies outside. */
    COVERS("geometry_covers"),
    EQUALS("geometry_equals");

    private final String function;

    Relation(String function) {
        this.function = function;
    }

    /** The database's function that tells it, with its schema. */
    public String function() {
        return "meridian." + function;
    }
}
