package dev.meridian.region.api;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.permissions.CallerRoles;
import dev.meridian.region.permissions.Membership;
import java.util.List;
import java.util.Set;

/** Who sends a request, as far as its credentials prove (contract section 4). */
public sealed interface Caller {

    /** The permission roles that it holds, for instance {@code any} and {@code user:5f2a}. */
    Set<String> roles();

    /** What it may ask for at all, route by route. */
    Set<String> scopes();

    /** Whether permission checks are off for it, so that only scopes limit it. */
    boolean isPrivileged();

    /** What it is called in a refusal. */
    String describe();

    /** ID of the user, empty for who is none. */
    default String actor() {
        return "";
    }

    /** How many events have caused one another before this request: more than 0 for executions that events started. */
    default int depth() {
        return 0;
    }

    /** Nobody in particular. */
    record Guest() implements Caller {
        @Override
        public Set<String> roles() {
            return CallerRoles.GUEST;
        }

        @Override
        public Set<String> scopes() {
            return CallerScopes.GUESTS;
        }

        @Override
        public boolean isPrivileged() {
            return false;
        }

        @Override
        public String describe() {
            return "User (role: guests)";
        }
    }

    /**
     * A user with a session.
     *
     * @param console whether it is a user of the console project, who may own projects
     * @param memberships confirmed ones only
     */
    record User(
            String userId,
            String sessionId,
            String email,
            String name,
            boolean console,
            List<Membership> memberships,
            Set<String> roles)
            implements Caller {
        @Override
        public Set<String> scopes() {
            return console ? CallerScopes.CONSOLE_USERS : CallerScopes.USERS;
        }

        @Override
        public boolean isPrivileged() {
            return false;
        }

        @Override
        public String describe() {
            return (email.isEmpty() ? "User" : email) + " (role: users)";
        }

        @Override
        public String actor() {
            return userId;
        }

        /** Whether it belongs to a team, in any role. */
        public boolean isMemberOf(String teamId) {
            return memberships.stream()
                    .anyMatch(membership -> membership.teamId().equals(teamId));
        }
    }

    /**
     * A user whose session lacks a factor that they are to prove besides: nobody, but where factors are proved.
     *
     * @param user who they are once they have
     */
    record Halfway(User user) implements Caller {
        @Override
        public Set<String> roles() {
            return CallerRoles.GUEST;
        }

        @Override
        public Set<String> scopes() {
            return CallerScopes.GUESTS;
        }

        @Override
        public boolean isPrivileged() {
            return false;
        }

        @Override
        public String describe() {
            return user.describe();
        }
    }

    /**
     * A server with an API key of the project, or the execution of a function.
     *
     * @param depth 0 for a server
     */
    record Key(String keyId, Set<String> scopes, int depth) implements Caller {
        @Override
        public Set<String> roles() {
            return CallerScopes.KEY_ROLES;
        }

        @Override
        public boolean isPrivileged() {
            return true;
        }

        @Override
        public String describe() {
            return "app.key@service (role: applications)";
        }
    }

    /**
     * A console user who works on a project of a team of theirs.
     *
     * @param teamRoles those that they hold in the project's team
     */
    record Admin(String userId, String email, Set<String> teamRoles) implements Caller {
        @Override
        public Set<String> roles() {
            return CallerScopes.ADMIN_ROLES;
        }

        @Override
        public String actor() {
            return userId;
        }

        @Override
        public Set<String> scopes() {
            return CallerScopes.ofTeamRoles(teamRoles);
        }

        @Override
        public boolean isPrivileged() {
            return true;
        }

        @Override
        public String describe() {
            return email + " (role: "
                    + String.join(", ", teamRoles.stream().sorted().toList()) + ")";
        }
    }

    /** Whether a route that asks for any of the scopes is open to this caller. */
    default boolean mayUse(Set<String> anyOf) {
        return anyOf.isEmpty() || anyOf.stream().anyMatch(scopes()::contains);
    }

    /** Fails with {@code general_unauthorized_scope} where {@link #mayUse} says no. */
    default void require(Set<String> anyOf) {
        if (!mayUse(anyOf)) {
            String missing = String.join("\",\"", anyOf.stream().sorted().toList());
            throw Problem.of(ProblemType.UNAUTHORIZED_SCOPE, describe() + " missing scopes ([\"" + missing + "\"])");
        }
    }
}
