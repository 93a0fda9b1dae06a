package dev.meridian.region.permissions;

import java.util.Locale;

/** What a permission allows. */
public enum Action {
    CREATE,
    READ,
    UPDATE,
    DELETE;

    /** As it is written. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
