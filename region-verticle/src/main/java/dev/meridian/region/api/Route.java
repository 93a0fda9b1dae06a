package dev.meridian.region.api;

import dev.meridian.core.problem.Problem;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A route as declared.
 *
 * @param names of the path's parameters, in order
 * @param scopes any one of these opens it; none: open to every caller
 * @param maxBody bytes of body that are read before the handler; 0 leaves the body unread
 * @param admitted whether the caller is found out at all; else it is nobody, on no project
 * @param halfway whether it is open to users who lack a factor, as themselves
 * @param words says a refusal in the words of this route's callers
 * @param projectInPath whether {@code {projectId}} of the path is the project that the caller administers
 */
record Route(
        List<String> names,
        Set<String> scopes,
        int maxBody,
        boolean admitted,
        boolean projectInPath,
        boolean halfway,
        UnaryOperator<Problem> words,
        Target target) {

    sealed interface Target {
        record OnEventLoop(ApiHandler handler) implements Target {}

        record OnVirtualThread(ApiWorkflow workflow) implements Target {}
    }
}
