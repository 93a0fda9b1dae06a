package dev.meridian.core.residency;

import java.util.Locale;

/** What a node may do with a project's data. */
public enum Act {
    /** Hold requests and responses in the clear. */
    TERMINATE,
    /** Keep responses and static sites. */
    CACHE,
    /** Run functions, and hold their code and secrets for that. */
    EXECUTE,
    /** Write whole client addresses and paths to its logs, and execution records to its disk. */
    LOG;

    /** The word that protocols and the API use. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
