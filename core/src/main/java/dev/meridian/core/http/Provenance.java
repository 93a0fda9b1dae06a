package dev.meridian.core.http;

/**
 * What earlier hops found out about a request; only a trusted node may say so over the relay.
 *
 * @param clientAddress the user's IP address as the first trusted node saw it
 * @param hopsLeft how many more nodes it may go to; 0 means that this node must answer itself
 * @param trace W3C Trace Context, with this node's own span
 * @param project the project that the host or headers named, empty before a node has resolved it
 * @param resource function ID that the host named, or {@code site/} and a site ID; empty for the API
 */
public record Provenance(String clientAddress, int hopsLeft, TraceParent trace, String project, String resource) {

    public static final int MAX_HOPS = 6;

    private static final String SITE = "site/";

    public Provenance withTarget(String project, String resource) {
        return new Provenance(clientAddress, hopsLeft, trace, project, resource);
    }

    /** A site as a resource: it may have the ID of a function. */
    public static String ofSite(String id) {
        return SITE + id;
    }

    /** ID of the function that the host named; empty text for none. */
    public String function() {
        return resource.startsWith(SITE) ? "" : resource;
    }

    /** ID of the site that the host named; empty text for none. */
    public String site() {
        return resource.startsWith(SITE) ? resource.substring(SITE.length()) : "";
    }
}
