package dev.meridian.router.geo.mmdb;

import java.io.IOException;

/** A file is not what it must be; reading it again is of no use until it has changed. */
public final class MalformedDatabase extends IOException {

    public MalformedDatabase(String message) {
        super(message);
    }
}
