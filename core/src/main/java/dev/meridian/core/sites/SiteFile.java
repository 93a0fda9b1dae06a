package dev.meridian.core.sites;

/**
 * A file of a deployment.
 *
 * @param name below the artefact's root, with slashes
 * @param etag strong, of the content alone, with its quotes
 * @param type content type
 */
record SiteFile(String name, long bytes, String etag, String type) {

    boolean isPage() {
        return type.equals(MediaTypes.HTML);
    }
}
