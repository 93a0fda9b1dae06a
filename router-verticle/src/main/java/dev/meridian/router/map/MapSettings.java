package dev.meridian.router.map;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.config.ConfigurationException;
import dev.meridian.core.config.Secret;
import java.util.Optional;

/**
 * Who may see the map.
 *
 * @param password what {@link Access#PROTECTED} asks for; without one nobody sees the map
 */
public record MapSettings(Access access, Optional<Secret> password) {

    private static final int SHORTEST_PASSWORD = 12;

    /** Who may see the map. */
    public enum Access {
        /** Anybody who reaches the router. Projects are not named. */
        OPEN,
        /** Who has the password. */
        PROTECTED,
        /** Nobody; the router answers as if there were no map. */
        OFF
    }

    public static MapSettings read(Configuration configuration) {
        Optional<Secret> password = configuration.secret("router.map.password");
        password.filter(it -> it.value().length() < SHORTEST_PASSWORD).ifPresent(tooShort -> {
            throw new ConfigurationException(
                    "router.map.password is shorter than " + SHORTEST_PASSWORD + " characters; take a longer one");
        });
        return new MapSettings(access(configuration.text("router.map", "protected")), password);
    }

    private static Access access(String word) {
        return switch (word) {
            case "open" -> Access.OPEN;
            case "protected" -> Access.PROTECTED;
            case "off" -> Access.OFF;
            default ->
                throw new ConfigurationException("router.map is '" + word + "'; it must be open, protected or off");
        };
    }

    /** Whether anybody at all may see it. */
    boolean isSeen() {
        return access == Access.OPEN || (access == Access.PROTECTED && password.isPresent());
    }

    /** Whether what is shown may name projects. */
    boolean namesProjects() {
        return access == Access.PROTECTED;
    }
}
