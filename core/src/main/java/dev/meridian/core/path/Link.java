package dev.meridian.core.path;

/** What a node knows of a link, or of a way through another node, at a moment. */
public sealed interface Link {

    /** The first connection is being made. */
    record Connecting() implements Link {}

    record Alive(LinkQuality quality) implements Link {}

    record Dead() implements Link {}
}
