package dev.meridian.region.deployments;

import java.io.IOException;
import java.util.Optional;

/**
 * What a build says while it goes on: the last of it, and whether to go on at all. Safe for use by many threads.
 */
public final class BuildLog {

    /** Characters that are kept (contract section 8.2). */
    private static final int MOST = 1_000_000;

    private enum State {
        GOING_ON,
        /** Nobody wants the deployment any more. */
        CANCELED,
        /** The node ends: somebody else will build it. */
        LEFT
    }

    private final StringBuilder text = new StringBuilder();
    private boolean isNews;
    private volatile State state = State.GOING_ON;

    public synchronized void append(String more) {
        isNews = true;
        text.append(more);
        if (text.length() > MOST) {
            text.delete(0, text.length() - MOST);
        }
    }

    /** All that is kept. */
    public synchronized String text() {
        return text.toString();
    }

    /** All that is kept, if there is more than when it was asked for last. */
    synchronized Optional<String> news() {
        boolean wasNews = isNews;
        isNews = false;
        return wasNews ? Optional.of(text.toString()) : Optional.empty();
    }

    void cancel() {
        state = State.CANCELED;
    }

    void leave() {
        state = State.LEFT;
    }

    /** Throws if the build is not to go on. */
    public void check() throws IOException {
        switch (state) {
            case GOING_ON -> {}
            case CANCELED -> throw DeploymentProblems.noDeployment();
            case LEFT -> throw new IOException("The node ends, and leaves the build to others");
        }
    }
}
