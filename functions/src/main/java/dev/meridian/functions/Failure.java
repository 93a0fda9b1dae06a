package dev.meridian.functions;

/** Why a call has no response of its function. */
public enum Failure {
    /** The function threw, returned nothing, or returned what is no response. */
    EXCEPTION,
    TIMEOUT,
    CPU_EXCEEDED,
    HEAP_EXCEEDED,
    /** The deployment has no such entrypoint, or its modules could not be evaluated. */
    LOAD_FAILED,
    /** The call was lost through no fault of its own: its isolate was stopped because of another call. */
    NO_RESPONSE,
    REQUEST_TOO_LARGE,
    RESPONSE_TOO_LARGE,
    /** The process that ran the call died. Whether the call had effects is unknown. */
    HOST_DIED,
    /** As many calls are under way as may be; nothing was run. */
    OVERLOADED,
    /** This deployment has brought down its host; it is not run for a while. Nothing was run. */
    QUARANTINED;

    /** True if no script has seen the call, so that it may be sent again without harm. */
    public boolean isUnbegun() {
        return this == OVERLOADED || this == QUARANTINED || this == LOAD_FAILED || this == REQUEST_TOO_LARGE;
    }
}
