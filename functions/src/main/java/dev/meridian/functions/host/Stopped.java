package dev.meridian.functions.host;

import dev.meridian.functions.wire.Ending;
import org.jspecify.annotations.Nullable;

/** The script was stopped; the isolate is of no further use. */
final class Stopped extends Exception {

    private final @Nullable Call culprit;
    private final Ending ending;

    /** @param culprit on whose account script ran, if on anyone's */
    Stopped(@Nullable Call culprit, Ending ending, @Nullable Throwable cause) {
        super(ending.name(), cause);
        this.culprit = culprit;
        this.ending = ending;
    }

    Ending ending() {
        return ending;
    }

    boolean isBy(Call call) {
        return call.equals(culprit);
    }
}
