package dev.meridian.region.projects.oauth;

import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import io.vertx.core.json.JsonArray;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/** One thing that a provider has to be told of a project. */
sealed interface ProviderField {

    String name();

    /** What a request says, if anything; a value that does not fit is a problem. */
    Optional<Object> read(Parameters parameters);

    /** What is shown where nothing is set, or nothing may be shown; some are not shown then. */
    default Optional<Object> blank() {
        return Optional.of("");
    }

    /** Whether the provider cannot be on without it. */
    default boolean isNeeded() {
        return false;
    }

    /** Text that may be shown. */
    record Shown(String name, boolean isNeeded) implements ProviderField {
        @Override
        public Optional<Object> read(Parameters parameters) {
            return parameters.optionalText(name, 256).map(Object.class::cast);
        }
    }

    /** Text that is sealed and never shown. */
    record Hidden(String name, int most) implements ProviderField {
        @Override
        public Optional<Object> read(Parameters parameters) {
            return parameters.optionalText(name, most).map(Object.class::cast);
        }

        @Override
        public boolean isNeeded() {
            return true;
        }
    }

    record Url(String name) implements ProviderField {
        @Override
        public Optional<Object> read(Parameters parameters) {
            return parameters.optionalText(name, 2_048).map(text -> {
                if (!text.isEmpty() && !isWeb(text)) {
                    throw Invalid.parameter(name, "Value must be a valid URL");
                }
                return text;
            });
        }

        private static boolean isWeb(String text) {
            try {
                URI url = new URI(text);
                return url.getHost() != null && List.of("http", "https").contains(url.getScheme());
            } catch (URISyntaxException malformed) {
                return false;
            }
        }
    }

    /** Words of a closed set, of which {@code none} stands alone. */
    record Words(String name, List<String> among, List<String> usual) implements ProviderField {
        @Override
        public Optional<Object> read(Parameters parameters) {
            return parameters.texts(name, among.size(), 32).map(words -> {
                if (!among.containsAll(words) || (words.contains("none") && words.size() > 1)) {
                    throw Invalid.parameter(
                            name, "Value must be of (" + String.join(", ", among) + "), and 'none' stands alone");
                }
                return new JsonArray(words);
            });
        }

        @Override
        public Optional<Object> blank() {
            return Optional.of(new JsonArray(usual));
        }
    }

    record Seconds(String name) implements ProviderField {
        @Override
        public Optional<Object> read(Parameters parameters) {
            return parameters.integer(name, 0, Integer.MAX_VALUE).map(Object.class::cast);
        }

        @Override
        public Optional<Object> blank() {
            return Optional.empty();
        }
    }
}
