package dev.meridian.functions.wire;

/** One header as it stands in a message; a name may repeat. Names are lower case towards a function. */
public record HeaderLine(String name, String value) {}
