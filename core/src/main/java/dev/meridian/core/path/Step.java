package dev.meridian.core.path;

/** What to do about the way to a peer now. */
public sealed interface Step {

    record Stay() implements Step {}

    /** Open a way through a node beside the one in force, and measure it. */
    record Try(String node) implements Step {}

    /** The way that is tried is the one in force from now on. */
    record Adopt(String node, Reason reason) implements Step {}

    /** Close the way that is tried. */
    record GiveUp(String node) implements Step {}

    record GoDirect(Reason reason) implements Step {}

    /** Why the way in force changes. */
    enum Reason {
        /** The one before does not answer. */
        DOWN,
        /** It was measured to be faster, by more than the margin. */
        FASTER,
        /** The node between drains, has left, or may carry no more. */
        NOT_USABLE,
        /** The direct link is as good again. */
        RETURN
    }
}
