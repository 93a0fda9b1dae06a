package dev.meridian.region.permissions;

/**
 * One action allowed to one role.
 *
 * @param role well formed, see {@link Role}
 */
public record Permission(Action action, String role) {

    /** As it is sent and stored: {@code read("user:5f2a")}. */
    @Override
    public String toString() {
        return action.word() + "(\"" + role + "\")";
    }
}
