package dev.meridian.region.api;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The scopes that go with each kind of caller, and those that exist for keys (contract section 4). */
public final class CallerScopes {

    private static final Set<String> READ_AND_WRITE = Set.of(
            "project",
            "keys",
            "platforms",
            "mocks",
            "policies",
            "project.policies",
            "project.oauth2",
            "templates",
            "stages",
            "users",
            "sessions",
            "teams",
            "databases",
            "tables",
            "columns",
            "indexes",
            "rows",
            "collections",
            "attributes",
            "documents",
            "buckets",
            "files",
            "tokens",
            "functions",
            "executions",
            "execution",
            "sites",
            "log",
            "providers",
            "topics",
            "subscribers",
            "targets",
            "messages",
            "rules",
            "webhooks",
            "migrations",
            "schedules",
            "vcs",
            "insights",
            "reports",
            "presences");

    /** Not the contract's: what is asked of the network as a whole. */
    private static final Set<String> OF_THE_NETWORK = Set.of("network.read", "network.write");

    private static final Set<String> IMPLICIT = Set.of("global", "health.read", "graphql");

    /** Every scope that a project's key may be given. */
    public static final Set<String> OF_KEYS = Stream.of(
                    READ_AND_WRITE.stream().flatMap(name -> Stream.of(name + ".read", name + ".write")),
                    OF_THE_NETWORK.stream(),
                    Stream.of("embeddings.write", "locale.read", "avatars.read", "health.read", "assistant.read"))
            .flatMap(scopes -> scopes)
            .collect(Collectors.toUnmodifiableSet());

    static final Set<String> GUESTS = Set.of(
            "global",
            "public",
            "graphql",
            "sessions.write",
            "documents.read",
            "documents.write",
            "rows.read",
            "rows.write",
            "files.read",
            "files.write",
            "locale.read",
            "avatars.read",
            "executions.write",
            "execution.write");

    static final Set<String> USERS = union(
            GUESTS,
            Set.of(
                    "account",
                    "teams.read",
                    "teams.write",
                    "executions.read",
                    "execution.read",
                    "targets.read",
                    "targets.write",
                    "subscribers.read",
                    "subscribers.write",
                    "presences.read",
                    "presences.write",
                    "projects.read"));

    static final Set<String> CONSOLE_USERS = union(USERS, Set.of("projects.write", "console"));

    private static final Set<String> ADMINS =
            union(union(OF_KEYS, IMPLICIT), Set.of("public", "projects.read", "projects.write", "console"));

    static final Set<String> KEY_ROLES = Set.of("any", "keys");
    static final Set<String> ADMIN_ROLES = Set.of("any", "admins");

    private CallerScopes() {}

    /** What a key may do: the scopes that it was given, those that every key has, and the other names of either. */
    public static Set<String> ofKey(Set<String> given) {
        Set<String> scopes = new HashSet<>(IMPLICIT);
        for (String scope : given) {
            scopes.add(scope);
            alias(scope, "rows.", "documents.").ifPresent(scopes::add);
            alias(scope, "tables.", "collections.").ifPresent(scopes::add);
            alias(scope, "columns.", "attributes.").ifPresent(scopes::add);
            alias(scope, "executions.", "execution.").ifPresent(scopes::add);
        }
        return Set.copyOf(scopes);
    }

    /** Owners, developers and admins of a project's team may do everything in it; other members nothing. */
    static Set<String> ofTeamRoles(Set<String> roles) {
        boolean trusted = Stream.of("owner", "developer", "admin").anyMatch(roles::contains);
        return trusted ? ADMINS : Set.of();
    }

    private static Optional<String> alias(String scope, String one, String other) {
        if (scope.startsWith(one)) {
            return Optional.of(other + scope.substring(one.length()));
        }
        return scope.startsWith(other) ? Optional.of(one + scope.substring(other.length())) : Optional.empty();
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        return Stream.concat(one.stream(), other.stream()).collect(Collectors.toUnmodifiableSet());
    }
}
