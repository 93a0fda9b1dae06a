package dev.meridian.core.sites;

/** Which files of a deployment are for visitors: none whose name, or whose folder's, begins with a dot. Pure. */
public final class VisibleFile {

    private static final String WELL_KNOWN = ".well-known/";

    private VisibleFile() {}

    /** @param name below the site's root, with slashes */
    public static boolean is(String name) {
        return (!name.startsWith(".") || name.startsWith(WELL_KNOWN)) && !name.contains("/.");
    }
}
