package dev.meridian.core.sites;

import dev.meridian.core.http.RequestHead;
import java.util.Map;

/**
 * A file of a deployment, or another form of one.
 *
 * @param name below the artefact's root, with slashes
 * @param etag strong, of these bytes and their coding alone, with its quotes
 * @param type content type
 * @param coding empty for the file itself
 * @param forms the same in other codings, the better first
 */
record SiteFile(String name, long bytes, String etag, String type, String coding, Map<Form, SiteFile> forms) {

    boolean isPage() {
        return type.equals(MediaTypes.HTML);
    }

    /** What a request is best answered with: of the forms that it wants most, the best; else the file itself. */
    SiteFile best(RequestHead request) {
        String accepted = String.join(",", request.headers().getAll("accept-encoding"));
        SiteFile best = this;
        double most = 0;
        for (Map.Entry<Form, SiteFile> form : forms.entrySet()) {
            double weight = isFor(form.getValue(), request) ? form.getKey().weight(accepted) : 0;
            if (weight > most) {
                best = form.getValue();
                most = weight;
            }
        }
        return best;
    }

    /** A part is cut from the file itself, unless the client says that it holds a part of this very form. */
    private static boolean isFor(SiteFile form, RequestHead request) {
        return request.header("range").isEmpty()
                || request.header("if-range")
                        .filter(held -> held.strip().equals(form.etag))
                        .isPresent();
    }
}
