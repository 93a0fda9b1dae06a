package dev.meridian.region.api;

import dev.meridian.core.problem.Problem;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Where features declare routes. A declaration names its scopes (or that it is open to everybody) and then its handler;
 * one that names neither stops the start.
 *
 * <pre>{@code
 * routes.get("/v1/users/{userId}").scope("users.read").workflow(this::user);
 * }</pre>
 */
public final class Routes {

    private static final int DEFAULT_BODY = 10 << 20;
    private static final String ON_A_PROJECT = "/v1/projects/{projectId}/";
    private static final Pattern NAME = Pattern.compile("\\{([A-Za-z]+)}");

    private final RouteTable table = new RouteTable();

    Routes() {}

    RouteTable table() {
        return table;
    }

    public Declaration get(String path) {
        return new Declaration(HttpMethod.GET, path);
    }

    public Declaration post(String path) {
        return new Declaration(HttpMethod.POST, path);
    }

    public Declaration put(String path) {
        return new Declaration(HttpMethod.PUT, path);
    }

    public Declaration patch(String path) {
        return new Declaration(HttpMethod.PATCH, path);
    }

    public Declaration delete(String path) {
        return new Declaration(HttpMethod.DELETE, path);
    }

    private record Alias(String path, UnaryOperator<Problem> words) {}

    /** A route in the making; it takes effect with {@link #on} or {@link #workflow}. */
    public final class Declaration {

        private final HttpMethod method;
        private final String path;
        private final List<Alias> aliases = new ArrayList<>();
        private Set<String> scopes = Set.of();
        private boolean decided;
        private boolean admitted = true;
        private boolean halfway;
        private int maxBody = DEFAULT_BODY;

        private Declaration(HttpMethod method, String path) {
            this.method = method;
            this.path = path;
        }

        /** Asks for any one of these scopes. */
        public Declaration scope(String... anyOf) {
            scopes = Set.of(anyOf);
            decided = true;
            return this;
        }

        /** Opens the route to every caller. */
        public Declaration open() {
            decided = true;
            return this;
        }

        /** Opens the route to every caller and answers without finding out who that is, or on which project. */
        public Declaration anonymous() {
            admitted = false;
            return open();
        }

        /** Opens the route to users who have yet to prove a further factor, who are nobody elsewhere. */
        public Declaration halfway() {
            halfway = true;
            return this;
        }

        /**
         * Answers at another path as well. In any that begins with {@code /v1/projects/{projectId}/}, the path names the
         * project, and the caller acts as its administrator.
         */
        public Declaration alias(String other) {
            return alias(other, UnaryOperator.identity());
        }

        /**
         * Answers at another path as well, where callers know other words.
         *
         * @param words says a refusal in them
         */
        public Declaration alias(String other, UnaryOperator<Problem> words) {
            aliases.add(new Alias(other, words));
            return this;
        }

        /** Leaves the body unread, for the handler to stream it from {@link ApiRequest#exchange()}; event loop only. */
        public Declaration rawBody() {
            maxBody = 0;
            return this;
        }

        /** Takes bodies of another size than the usual 10 MiB. */
        public Declaration maxBody(int bytes) {
            maxBody = bytes;
            return this;
        }

        /** Answers on the event loop. */
        public void on(ApiHandler handler) {
            add(new Route.Target.OnEventLoop(handler));
        }

        /** Answers on a virtual thread. */
        public void workflow(ApiWorkflow workflow) {
            if (maxBody == 0) {
                throw new IllegalStateException(path + " streams its body, which only an event loop may");
            }
            add(new Route.Target.OnVirtualThread(workflow));
        }

        private void add(Route.Target target) {
            if (!decided) {
                throw new IllegalStateException(method + " " + path + " names no scope and is not declared open");
            }
            add(new Alias(path, UnaryOperator.identity()), target);
            aliases.forEach(alias -> add(alias, target));
        }

        private void add(Alias at, Route.Target target) {
            boolean inPath = at.path().startsWith(ON_A_PROJECT);
            Route route = new Route(names(at.path()), scopes, maxBody, admitted, inPath, halfway, at.words(), target);
            table.add(method, at.path(), route);
        }

        private static List<String> names(String path) {
            return NAME.matcher(path)
                    .results()
                    .map((MatchResult match) -> match.group(1))
                    .toList();
        }
    }
}
