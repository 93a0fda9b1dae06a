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
 * @param calls how many may be under way
 * @param heartbeat a host that is silent for this long is killed
 * @param obedience a host that has not ended a call this long after its deadline is killed
 * @param quarantine how long a deployment that brought down its host is not run; doubles each time, up to an hour
 * @param residentMiB memory of a whole host process; one that has more is killed
 */
public record HostSettings(
        Path home,
        int heapMiB,
        int lanes,
        int isolates,
        Calls calls,
        Duration heartbeat,
        Duration obedience,
        Duration quarantine,
        int residentMiB,
        HostPolicy policy) {

    /**
     * Calls under way.
     *
     * @param inAll of the node
     * @param bytesInAll of their request bodies
     * @param perProject of one project
     * @param perFunction of one launch
     */
    public record Calls(int inAll, int bytesInAll, int perProject, int perFunction) {

        public static final Calls DEFAULT = new Calls(10_000, 128 << 20, 2_000, 1_000);

        public Calls {
            if (inAll < 1 || bytesInAll < 1 || perProject < 1 || perFunction < 1) {
                throw new IllegalArgumentException("calls under way must be 1 or more");
            }
        }
    }

    public static HostSettings defaults(Path home) {
        return new HostSettings(
                home,
                128,
                Runtime.getRuntime().availableProcessors() + 2,
                500,
                Calls.DEFAULT,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                2_048,
                HostPolicy.DEFAULT);
    }

    public HostSettings {
        if (heapMiB < 16 || lanes < 1 || isolates < 1 || residentMiB < 256) {
            throw new IllegalArgumentException(
                    "heapMiB must be 16 or more, residentMiB 256 or more, lanes and isolates 1 or more");
        }
    }

    public HostSettings withHeap(int mebibytes) {
        return new HostSettings(
                home, mebibytes, lanes, isolates, calls, heartbeat, obedience, quarantine, residentMiB, policy);
    }

    public HostSettings withIsolates(int warm, int mebibytes) {
        return new HostSettings(home, heapMiB, lanes, warm, calls, heartbeat, obedience, quarantine, mebibytes, policy);
    }

    public HostSettings withCalls(Calls most) {
        return new HostSettings(
                home, heapMiB, lanes, isolates, most, heartbeat, obedience, quarantine, residentMiB, policy);
    }

    public HostSettings withQuarantine(Duration first) {
        return new HostSettings(
                home, heapMiB, lanes, isolates, calls, heartbeat, obedience, first, residentMiB, policy);
    }

    public HostSettings withPolicy(HostPolicy other) {
        return new HostSettings(
                home, heapMiB, lanes, isolates, calls, heartbeat, obedience, quarantine, residentMiB, other);
    }
}
