package dev.meridian.functions;

/**
 * A moment's figures of a node's function hosts.
 *
 * @param hosts processes that are connected, the standby among them
 * @param restarts hosts that died or were killed since the start
 * @param isolates open isolates in the active host
 * @param inFlight calls under way, those that wait for a host among them
 * @param coldStarts isolates that were opened for a call since the start of the active host
 * @param quarantined deployments that are not run for now
 * @param residentBytes memory of the active host, 0 where the system does not tell
 * @param sandbox what holds the active host in, as {@link dev.meridian.functions.sandbox.Isolation#word}
 */
public record HostStatistics(
        int hosts,
        long restarts,
        int isolates,
        int inFlight,
        long coldStarts,
        int quarantined,
        long residentBytes,
        String sandbox) {}
