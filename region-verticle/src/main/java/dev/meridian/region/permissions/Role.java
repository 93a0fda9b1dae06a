package dev.meridian.region.permissions;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The grammar of roles: {@code name[:identifier][/dimension]} (contract section 4). */
public final class Role {

    private static final Pattern FORM = Pattern.compile("([a-z]+)(?::([^/]*))?(?:/(.*))?");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,35}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]{1,36}");
    private static final Pattern TEAM_ROLE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,80}");
    private static final Set<String> VERIFICATION = Set.of("verified", "unverified");

    private Role() {}

    /** Why the text is no role, if it is none. */
    public static Optional<String> fault(String role) {
        if (role.equals("*")) {
            return Optional.of("Wildcard permission \"*\" has been replaced. Use \"any\" instead");
        }
        if (role.startsWith("role:")) {
            return Optional.of(
                    "Permissions using the \"role:\" prefix have been replaced. Use \"users\", \"guests\", or"
                            + " \"any\" instead");
        }
        Matcher matcher = FORM.matcher(role);
        return matcher.matches()
                ? fault(matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2), dimension(matcher))
                : Optional.of("Role \"" + role + "\" is not well formed");
    }

    private static Optional<String> fault(String name, String id, Optional<String> dimension) {
        return switch (name) {
            case "any", "guests" -> bare(name, id, dimension);
            case "users" -> id.isEmpty() ? verification(name, dimension) : noIdentifier(name);
            case "user" -> ID.matcher(id).matches() ? verification(name, dimension) : badIdentifier(name);
            case "team" -> ID.matcher(id).matches() ? teamRole(dimension) : badIdentifier(name);
            case "member" -> ID.matcher(id).matches() ? noDimension(name, dimension) : badIdentifier(name);
            case "label" -> LABEL.matcher(id).matches() ? noDimension(name, dimension) : badIdentifier(name);
            default ->
                Optional.of("Role \"" + name + "\" is not allowed. Must be one of: any, guests, users, user, team,"
                        + " member, label");
        };
    }

    private static Optional<String> bare(String name, String id, Optional<String> dimension) {
        return id.isEmpty() ? noDimension(name, dimension) : noIdentifier(name);
    }

    private static Optional<String> verification(String name, Optional<String> dimension) {
        return dimension.isEmpty() || VERIFICATION.contains(dimension.get())
                ? Optional.empty()
                : Optional.of("Dimension of role \"" + name + "\" must be one of: verified, unverified");
    }

    private static Optional<String> teamRole(Optional<String> dimension) {
        return dimension.isEmpty() || TEAM_ROLE.matcher(dimension.get()).matches()
                ? Optional.empty()
                : Optional.of("Dimension of role \"team\" must be a team role");
    }

    private static Optional<String> noDimension(String name, Optional<String> dimension) {
        return dimension.isEmpty()
                ? Optional.empty()
                : Optional.of("Role \"" + name + "\" can not have a dimension value");
    }

    private static Optional<String> noIdentifier(String name) {
        return Optional.of("Role \"" + name + "\" can not have an ID value");
    }

    private static Optional<String> badIdentifier(String name) {
        return Optional.of("Role \"" + name + "\" must have a valid ID value");
    }

    private static Optional<String> dimension(Matcher matcher) {
        return Optional.ofNullable(matcher.group(3));
    }
}
