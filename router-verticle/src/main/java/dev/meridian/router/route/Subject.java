package dev.meridian.router.route;

import java.util.Locale;

/**
 * What a request is for.
 *
 * @param project empty when the host alone did not name one
 * @param resource function or site ID, empty for the API
 * @param homeRegion site code of the region that owns the project, empty when not known
 */
public record Subject(Kind kind, String project, String resource, String homeRegion) {

    static final Subject NOTHING = new Subject(Kind.NOTHING, "", "", "");

    /** The sorts of things that a host can name. */
    public enum Kind {
        API,
        FUNCTION,
        SITE,
        REDIRECT,
        ORIGIN,
        /** The host names nothing that exists. */
        NOTHING;

        /** The word that answers and protocols use. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
