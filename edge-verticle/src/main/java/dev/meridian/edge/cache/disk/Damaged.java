package dev.meridian.edge.cache.disk;

import java.io.IOException;

/** Bytes that are not what was written. The message says which. */
final class Damaged extends IOException {

    Damaged(String what) {
        super(what);
    }
}
