package dev.meridian.region.api;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;

/** Refusals of a parameter, in the contract's wording (section 2.4). */
public final class Invalid {

    private Invalid() {}

    /** @param rule what a valid value is like, as a sentence without its full stop */
    public static Problem parameter(String name, String rule) {
        return Problem.of(ProblemType.ARGUMENT_INVALID, "Invalid `" + name + "` param: " + rule);
    }

    public static Problem missing(String name) {
        return Problem.of(ProblemType.ARGUMENT_INVALID, "Param \"" + name + "\" is not optional.");
    }
}
