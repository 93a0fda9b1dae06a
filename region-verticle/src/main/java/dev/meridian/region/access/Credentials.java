package dev.meridian.region.access;

import dev.meridian.core.http.RequestHead;
import dev.meridian.region.api.Query;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What a request says of who sends it, not yet checked (contract section 2.2).
 *
 * @param project ID that the path, the header or the query names, {@code console} if none does
 * @param admin whether a console user wants to act on the project
 * @param key API key secret
 * @param session encoded session value, by the contract's precedence: cookie, header, fallback cookies
 * @param jwt user token
 */
record Credentials(
        String project, boolean admin, Optional<String> key, Optional<String> session, Optional<String> jwt) {

    static final String CONSOLE = "console";

    static Credentials of(RequestHead head, Query query, Optional<String> pathProject) {
        String project = pathProject
                .or(() -> named(head, query, "X-Appwrite-Project", "project"))
                .orElse(CONSOLE);
        boolean admin = !project.equals(CONSOLE)
                && (pathProject.isPresent()
                        || named(head, query, "X-Appwrite-Mode", "mode").equals(Optional.of("admin")));
        return new Credentials(
                project,
                admin,
                filled(head, "X-Appwrite-Key"),
                session(head, admin ? CONSOLE : project),
                filled(head, "X-Appwrite-JWT"));
    }

    /** @param project whose session is looked for: an administrator's is one of the console project */
    private static Optional<String> session(RequestHead head, String project) {
        String name = SessionCookie.name(project);
        List<String> cookies = head.headers().getAll("Cookie");
        return SessionCookie.find(cookies, name)
                .or(() -> SessionCookie.find(cookies, name + "_legacy"))
                .or(() -> filled(head, "X-Appwrite-Session"))
                .or(() -> filled(head, "X-Fallback-Cookies").flatMap(json -> fallback(json, name)));
    }

    private static Optional<String> fallback(String json, String name) {
        try {
            return new JsonObject(json).getValue(name) instanceof String value && !value.isEmpty()
                    ? Optional.of(value)
                    : Optional.empty();
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> named(RequestHead head, Query query, String header, String parameter) {
        return filled(head, header).or(() -> query.text(parameter).filter(text -> !text.isEmpty()));
    }

    private static Optional<String> filled(RequestHead head, String name) {
        return head.header(name).filter(text -> !text.isEmpty());
    }
}
