package dev.meridian.region.postgres;

/** The database cannot be used. The message says why and what to do about it, fit to be shown at start. */
public final class DatabaseException extends RuntimeException {

    DatabaseException(String message) {
        super(message);
    }

    DatabaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
