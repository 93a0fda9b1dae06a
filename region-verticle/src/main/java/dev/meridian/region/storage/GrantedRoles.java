package dev.meridian.region.storage;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.permissions.Permissions;
import dev.meridian.region.permissions.Permissions.Answer;
import dev.meridian.region.permissions.Permissions.Subject;
import java.util.List;

/** Permissions as callers hand them in: well formed, and for clients only of roles that they hold themselves. */
final class GrantedRoles {

    private GrantedRoles() {}

    static List<String> checked(List<String> permissions, Subject subject, Caller caller) {
        return switch (Permissions.parse(permissions, subject)) {
            case Answer.Refused(String reason) -> throw Invalid.parameter("permissions", reason);
            case Answer.Accepted(Permissions accepted) -> {
                if (!caller.isPrivileged() && accepted.foreignTo(caller.roles()).isPresent()) {
                    throw Problem.of(
                            new ProblemType("user_unauthorized", 401),
                            "Permissions must be one of: ("
                                    + String.join(
                                            ", ",
                                            caller.roles().stream().sorted().toList()) + ")");
                }
                yield accepted.texts();
            }
        };
    }

    /** What a file gets when its creator names nothing. */
    static List<String> byDefault(Caller caller) {
        return caller instanceof Caller.User user
                ? Permissions.ofOwner(user.userId()).texts()
                : List.of();
    }
}
