package dev.meridian.region.names;

import java.util.Locale;

/** A sort of name that no two things of the network share, and where this region keeps those that it has given out. */
public enum NameKind {
    PROJECT("select project_id as name from meridian.project where project_id <> 'console'"),
    /** DNS label of the generated hosts of a function or site. */
    LABEL("select label as name from meridian.label"),
    /** A custom domain, lower case. */
    DOMAIN("select domain as name from meridian.proxy_rule"),
    /** A custom domain that a project of this region held before. Several regions may remember one; its claim is any one's. */
    FORMER("select domain as name from meridian.former_domain");

    private final String held;

    NameKind(String held) {
        this.held = held;
    }

    /** As the cluster's claims call it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether no two regions may have the same name of the kind. */
    boolean isSole() {
        return this != FORMER;
    }

    /** Every name of the kind that this region has given out, as a column {@code name}. */
    String allHeld() {
        return held;
    }

    /** A row if the name {@code $1} is given out. */
    String isHeld() {
        return "select 1 from (" + held + ") held where held.name = $1";
    }
}
