package dev.meridian.edge.cache.policy;

/** Who answers the requests that a policy is applied to. */
public enum Source {
    /** A region, for a project's own files: it alone says what may be shared. */
    REGION,
    /** An origin outside the network, of which the project says what may be shared. */
    OUTSIDE
}
