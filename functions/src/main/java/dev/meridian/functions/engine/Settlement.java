package dev.meridian.functions.engine;

import dev.meridian.functions.wire.HeaderLine;
import java.util.List;

/** How one call ended, in the words of the script: nothing in it has been checked. */
public sealed interface Settlement {

    int call();

    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Answered(int call, int status, List<HeaderLine> headers, byte[] body) implements Settlement {}

    /** The response has been sent already, piece by piece. */
    record Sent(int call) implements Settlement {}

    /** The handler threw, or returned nothing; {@code error} is what the tenant reads. */
    record Threw(int call, String error) implements Settlement {}
}
