package dev.meridian.functions.engine;

import org.jspecify.annotations.Nullable;

/** The isolate can no longer be used: its script was terminated, or the engine refused. Close it. */
public final class EngineFailure extends Exception {

    public EngineFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
