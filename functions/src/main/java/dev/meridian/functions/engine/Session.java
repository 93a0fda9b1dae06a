package dev.meridian.functions.engine;

import dev.meridian.functions.wire.HeaderLine;
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

    /** There is room for more of a call's response. */
    void written(int call) throws EngineFailure;

    /** Nobody waits for a call's response any more. */
    void abandon(int call) throws EngineFailure;

    /** Something has come of a fetch. */
    void fetched(int fetch, Fetched news) throws EngineFailure;

    /** The calls that ended since last asked. */
    List<Settlement> settled() throws EngineFailure;

    @Override
    void close();

    /** News of a fetch. */
    sealed interface Fetched {
        record Head(int status, String reason, List<HeaderLine> headers) implements Fetched {}

        @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
        record Piece(byte[] bytes) implements Fetched {}

        record End() implements Fetched {}

        record Ready() implements Fetched {}

        record Failed(String reason) implements Fetched {}
    }

    /** How far a program is. */
    sealed interface Loading {
        record Loaded() implements Loading {}

        record Pending() implements Loading {}

        /** The program cannot run: a missing file, a syntax error, an exception at its top level. */
        record Refused(String reason) implements Loading {}
    }
}
