package dev.meridian.functions.wire;

/** Bytes that are no frame of this protocol: the connection they came by is of no further use. */
public final class MalformedFrame extends Exception {

    public MalformedFrame(String message) {
        super(message);
    }
}
