package dev.meridian.region.permissions;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The permissions of one resource (contract section 4), without repetitions, in the order given. Immutable.
 */
public record Permissions(List<Permission> entries) {

    public static final Permissions NONE = new Permissions(List.of());

    private static final int MOST = 100;
    private static final Pattern FORM = Pattern.compile("([a-z]+)\\(\"([^\"]*)\"\\)");

    /** What the permissions are of: {@code write} means more on a container, and only it can be created in. */
    public enum Subject {
        CONTAINER,
        ITEM;

        private List<Action> actions(String word) {
            return switch (word) {
                case "read" -> List.of(Action.READ);
                case "update" -> List.of(Action.UPDATE);
                case "delete" -> List.of(Action.DELETE);
                case "create" -> this == CONTAINER ? List.of(Action.CREATE) : List.of();
                case "write" ->
                    this == CONTAINER
                            ? List.of(Action.CREATE, Action.UPDATE, Action.DELETE)
                            : List.of(Action.UPDATE, Action.DELETE);
                default -> List.of();
            };
        }
    }

    /** How a list of permission texts was read. */
    public sealed interface Answer {
        record Accepted(Permissions permissions) implements Answer {}

        /** @param reason fit for the caller */
        record Refused(String reason) implements Answer {}
    }

    public Permissions {
        entries = List.copyOf(entries);
    }

    /** Reads what a caller sent. */
    public static Answer parse(List<String> texts, Subject subject) {
        if (texts.size() > MOST) {
            return new Answer.Refused("You can only provide up to " + MOST + " permissions");
        }
        Set<Permission> entries = new LinkedHashSet<>();
        for (String text : texts) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                return new Answer.Refused("Permission \"" + text + "\" is not well formed; write action(\"role\")");
            }
            List<Action> actions = subject.actions(matcher.group(1));
            Optional<String> fault = actions.isEmpty()
                    ? Optional.of("Permission \"" + matcher.group(1) + "\" is not allowed here")
                    : Role.fault(matcher.group(2));
            if (fault.isPresent()) {
                return new Answer.Refused(fault.get());
            }
            actions.forEach(action -> entries.add(new Permission(action, matcher.group(2))));
        }
        return new Answer.Accepted(new Permissions(new ArrayList<>(entries)));
    }

    /** Reads back what {@link #texts} wrote. */
    public static Permissions stored(Collection<String> texts) {
        return switch (parse(List.copyOf(texts), Subject.CONTAINER)) {
            case Answer.Accepted(Permissions permissions) -> permissions;
            case Answer.Refused(String reason) -> throw new IllegalArgumentException(reason);
        };
    }

    /** What a logged-in user's new item has if nothing was said: that user reads, updates and deletes it. */
    public static Permissions ofOwner(String userId) {
        String role = "user:" + userId;
        return new Permissions(List.of(
                new Permission(Action.READ, role),
                new Permission(Action.UPDATE, role),
                new Permission(Action.DELETE, role)));
    }

    /** Whether one who holds these roles may do it. */
    public boolean allow(Action action, Set<String> roles) {
        return entries.stream().anyMatch(entry -> entry.action() == action && roles.contains(entry.role()));
    }

    /** The roles that may do it. */
    public Set<String> rolesFor(Action action) {
        return entries.stream()
                .filter(entry -> entry.action() == action)
                .map(Permission::role)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The first role named here that is not among those given: clients may only pass on roles of their own. */
    public Optional<String> foreignTo(Set<String> roles) {
        return entries.stream()
                .map(Permission::role)
                .filter(role -> !roles.contains(role))
                .findFirst();
    }

    /** As they are sent and stored. */
    public List<String> texts() {
        return entries.stream().map(Permission::toString).toList();
    }
}
