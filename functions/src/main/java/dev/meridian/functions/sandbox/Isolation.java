package dev.meridian.functions.sandbox;

/** What stands between a child process and its machine, the strongest first. */
public enum Isolation {
    /** Namespaces of its own (files, processes, network where it is off), limits, and where the node is root a user. */
    BUBBLEWRAP("bubblewrap"),
    /** A user that nothing else on the machine runs as or belongs to, and limits. */
    OWN_USER("own-user+limits"),
    /** The node's own user; only how much it may use is limited. */
    LIMITS("limits"),
    NONE("none");

    private final String word;

    Isolation(String word) {
        this.word = word;
    }

    /** As logs and statistics call it. */
    public String word() {
        return word;
    }

    /** Whether the process is kept from what the node itself may read and signal. */
    public boolean isApart() {
        return this == BUBBLEWRAP || this == OWN_USER;
    }
}
