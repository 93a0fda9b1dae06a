package dev.meridian.functions;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a node runs its function hosts.
 *
 * @param home directory of the node in which the engine's native library is kept (created if absent)
 * @param heapMiB script heap of any one isolate
 * @param lanes threads of a host that run script
 * @param isolates isolates that stay warm in a host
 * @param inFlight calls under way in all
 * @param inFlightBytes request bodies under way in all
 * @param perFunction calls under way to one launch
 * @param heartbeat a host that is silent for this long is killed
 * @param obedience a host that has not ended a call this long after its deadline is killed
 * @param quarantine how long a deployment that brought down its host is not run; doubles each time, up to an hour
 * @param residentMiB memory of a whole host process; one that has more is killed
 * @param fetchesPrivate whether functions may fetch from private, loopback and link-local addresses
 */
public record HostSettings(
        Path home,
        int heapMiB,
        int lanes,
        int isolates,
        int inFlight,
        int inFlightBytes,
        int perFunction,
        Duration heartbeat,
        Duration obedience,
        Duration quarantine,
        int residentMiB,
        boolean fetchesPrivate) {

    public static HostSettings defaults(Path home) {
        return new HostSettings(
                home,
                128,
                Runtime.getRuntime().availableProcessors() + 2,
                500,
                10_000,
                128 << 20,
                1_000,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                2_048,
                false);
    }

    public HostSettings {
        if (heapMiB < 16 || lanes < 1 || isolates < 1 || inFlight < 1 || perFunction < 1 || residentMiB < 256) {
            throw new IllegalArgumentException(
                    "heapMiB must be 16 or more, residentMiB 256 or more, lanes, isolates and calls 1 or more");
        }
    }

    public HostSettings withHeap(int mebibytes) {
        return new HostSettings(
                home,
                mebibytes,
                lanes,
                isolates,
                inFlight,
                inFlightBytes,
                perFunction,
                heartbeat,
                obedience,
                quarantine,
                residentMiB,
                fetchesPrivate);
    }

    public HostSettings withCalls(int inAll, int toOneFunction) {
        return new HostSettings(
                home,
                heapMiB,
                lanes,
                isolates,
                inAll,
                inFlightBytes,
                toOneFunction,
                heartbeat,
                obedience,
                quarantine,
                residentMiB,
                fetchesPrivate);
    }

    public HostSettings fetchingPrivate(boolean allowed) {
        return new HostSettings(
                home,
                heapMiB,
                lanes,
                isolates,
                inFlight,
                inFlightBytes,
                perFunction,
                heartbeat,
                obedience,
                quarantine,
                residentMiB,
                allowed);
    }
}
