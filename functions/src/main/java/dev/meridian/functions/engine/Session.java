package dev.meridian.functions.engine;

import dev.meridian.functions.wire.Message.Request;
import java.util.List;

/** An isolate in the hands of one thread. */
public interface Session extends AutoCloseable {

    /** Begins to evaluate the program, or looks whether it is done (top-level await may take several sessions). */
    Loading load() throws EngineFailure;

    /** Calls the program's handler; {@code call} names the call in logs and settlements. */
    void begin(int call, Request request) throws EngineFailure;

    /** A timer that the script had started is due. */
    void fire(int timer) throws EngineFailure;

    /** The calls that ended since last asked. */
    List<Settlement> settled() throws EngineFailure;

    @Override
    void close();

    /** How far a program is. */
    sealed interface Loading {
        record Loaded() implements Loading {}

        record Pending() implements Loading {}

        /** The program cannot run: a missing file, a syntax error, an exception at its top level. */
        record Refused(String reason) implements Loading {}
    }
}
