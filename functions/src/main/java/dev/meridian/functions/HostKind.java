package dev.meridian.functions;

/**
 * What tells one function host of a node from another. Launches of two kinds are never in one process: what breaks a host
 * takes with it only what is trusted as little as itself.
 *
 * @param isTrusted whether script may be compiled to machine code; else it is interpreted, and there is no WebAssembly
 * @param isSuspect whether the deployments in it have been running when a host died
 */
record HostKind(boolean isTrusted, boolean isSuspect) {

    /** One word for logs. */
    String word() {
        return (isTrusted ? "trusted" : "untrusted") + (isSuspect ? "-suspect" : "");
    }
}
