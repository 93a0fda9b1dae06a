package dev.meridian.core.config;

/** A value that must not be printed: it shows as stars. */
public record Secret(String value) {

    @Override
    public String toString() {
        return "****";
    }
}
