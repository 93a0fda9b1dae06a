package dev.meridian.region.query;

/** How texts are searched by words: in the database's configuration that knows no language. */
public final class FullText {

    static final String WORDS = "'simple'::regconfig";

    private FullText() {}

    /** The words of a column, as an index and a search must both write it so that the one serves the other. */
    public static String vector(Identifier column) {
        return "to_tsvector(" + WORDS + ", " + column.quoted() + ")";
    }
}
