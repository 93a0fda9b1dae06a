package dev.meridian.functions.host;

import dev.meridian.functions.wire.Message;

/** What others leave with a tenant to be done in its next turn. */
sealed interface Work {

    record Start(Call call) implements Work {}

    /** A timer of the tenant's isolate number {@code generation} is due; {@code call} started it, 0 if none did. */
    record Fire(int timer, int call, int generation) implements Work {}

    /** The node tells the program something. */
    record Tell(Message.ToProgram message) implements Work {}

    /** Some call may be past its deadline, or the isolate past its limits. */
    record Check() implements Work {}

    /** Close the isolate as soon as no call is in it. */
    record Close() implements Work {}
}
