package dev.meridian.core.problem;

import org.jspecify.annotations.Nullable;

/**
 * A failure that a caller is told about: the contract's type, whose fault it is, whether the same request may be sent
 * again, and a text fit for the public.
 *
 * <p>Its cause is for logs only. No stack is filled in: a problem is an answer, not a defect.
 */
public final class Problem extends RuntimeException {

    /** Whose fault a problem is. */
    public enum Source {
        CLIENT,
        UPSTREAM,
        SELF
    }

    private final ProblemType type;
    private final Source source;
    private final boolean retryable;

    private Problem(ProblemType type, Source source, boolean retryable, String text, @Nullable Throwable cause) {
        super(text, cause, false, false);
        this.type = type;
        this.source = source;
        this.retryable = retryable;
    }

    /** The caller asked for what cannot be had; asking again the same way will not help. */
    public static Problem of(ProblemType type, String text) {
        return new Problem(type, type.status() < 500 ? Source.CLIENT : Source.SELF, false, text, null);
    }

    /** Another node or service did not answer as it should. */
    public static Problem upstream(ProblemType type, String text, boolean retryable, @Nullable Throwable cause) {
        return new Problem(type, Source.UPSTREAM, retryable, text, cause);
    }

    /** Too much work just now; the caller may come again. */
    public static Problem overloaded(String text) {
        return new Problem(ProblemType.OVERLOADED, Source.SELF, true, text, null);
    }

    /** Shows any failure as a problem: itself if it is one, else a server error that keeps its cause to itself. */
    public static Problem from(Throwable failure) {
        return failure instanceof Problem problem
                ? problem
                : new Problem(ProblemType.SERVER_ERROR, Source.SELF, false, "Server Error", failure);
    }

    /** The same failure in other words. */
    public Problem reworded(ProblemType otherType, String otherText) {
        return new Problem(otherType, source, retryable, otherText, getCause());
    }

    public ProblemType type() {
        return type;
    }

    public Source source() {
        return source;
    }

    public boolean isRetryable() {
        return retryable;
    }

    /** The text that the caller sees. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
