package dev.meridian.region.query;

import dev.meridian.region.query.geometry.Relation;
import java.util.List;

/** A condition on rows as a caller wrote it: its form is right, its names and types are not yet checked. */
public sealed interface Filter {

    /** What it is on; empty for several filters together. */
    String attribute();

    /** The value is one of these. */
    record AnyOf(String attribute, List<Literal> values) implements Filter {}

    record Compare(String attribute, Comparison comparison, Literal value) implements Filter {}

    /** The value lies between two others, both included; or outside them. */
    record Between(String attribute, Literal low, Literal high, boolean negated) implements Filter {}

    record Presence(String attribute, boolean present) implements Filter {}

    /** The text begins or ends with another, whatever the case. */
    record Affix(String attribute, End end, String text, boolean negated) implements Filter {}

    /** The text has one of these in it, whatever the case; or the list has them as elements. */
    record Contains(String attribute, Quantity quantity, List<Literal> values) implements Filter {}

    /** The text has one of the words of another in it, or all of them side by side if that is in double quotes. */
    record Search(String attribute, String text, boolean negated) implements Filter {}

    /** A part of the text matches a regular expression, as PostgreSQL writes them. */
    record Matches(String attribute, String pattern) implements Filter {}

    /** The geometry lies to another in a certain way, or does not. */
    record Spatial(String attribute, Relation relation, Literal geometry, boolean negated) implements Filter {}

    /**
     * The least distance between the geometry and another is so long.
     *
     * @param distance in degrees, or in metres; not negative
     */
    record Distance(String attribute, Comparison comparison, Literal geometry, double distance, boolean metres)
            implements Filter {}

    /** All hold. */
    record And(List<Filter> filters) implements Filter {
        @Override
        public String attribute() {
            return "";
        }
    }

    /** At least one holds. */
    record Or(List<Filter> filters) implements Filter {
        @Override
        public String attribute() {
            return "";
        }
    }

    enum End {
        START,
        TAIL
    }

    /** How many of the values must be there. */
    enum Quantity {
        ANY,
        ALL,
        NONE
    }
}
