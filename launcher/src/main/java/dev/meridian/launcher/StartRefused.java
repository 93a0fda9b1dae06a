package dev.meridian.launcher;

/** A start that cannot go on for a reason that a person can mend; the message says which and how. */
public final class StartRefused extends RuntimeException {

    public StartRefused(String message) {
        super(message);
    }

    public StartRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
