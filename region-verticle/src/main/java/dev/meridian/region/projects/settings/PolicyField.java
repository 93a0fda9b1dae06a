package dev.meridian.region.projects.settings;

import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import java.util.Optional;

/** One value of a policy: what it is called, what it is until it is set, and what it may be set to. */
sealed interface PolicyField {

    String name();

    Object usual();

    /** What a request says, if anything; a value that does not fit is a problem. */
    Optional<Object> read(Parameters parameters);

    record Flag(String name, Boolean usual) implements PolicyField {
        @Override
        public Optional<Object> read(Parameters parameters) {
            return parameters.optionalFlag(name).map(Object.class::cast);
        }
    }

    record Amount(String name, Long usual, long least, long most) implements PolicyField {
        @Override
        public Optional<Object> read(Parameters parameters) {
            return parameters.integer(name, least, most).map(Object.class::cast);
        }
    }

    /** A number of which null, or 0, says that there is no limit. */
    record Limit(String name, long least, long most) implements PolicyField {
        @Override
        public Long usual() {
            return 0L;
        }

        @Override
        public Optional<Object> read(Parameters parameters) {
            if (parameters.mentions(name) && !parameters.has(name)) {
                return Optional.of(0L);
            }
            return parameters.integer(name, least, most).map(Object.class::cast);
        }
    }

    /** As {@link #read}, where the request has to say it. */
    default Object required(Parameters parameters) {
        return read(parameters).orElseThrow(() -> Invalid.missing(name()));
    }
}
