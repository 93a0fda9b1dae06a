package dev.meridian.functions;

import java.util.HashMap;
import java.util.Map;

/** Counts the calls under way, in all, per project and per launch, and refuses what is too many. Confined to the pool's context. */
final class Admission {

    private final HostSettings.Calls most;
    private final Map<String, Integer> perProject = new HashMap<>();
    private final Map<Launch.Key, Integer> perLaunch = new HashMap<>();
    private int inFlight;
    private long inFlightBytes;

    Admission(HostSettings.Calls most) {
        this.most = most;
    }

    boolean admit(PendingCall call) {
        Launch.Key launch = call.launch().key();
        if (inFlight >= most.inAll()
                || perProject.getOrDefault(launch.tenant(), 0) >= most.perProject()
                || perLaunch.getOrDefault(launch, 0) >= most.perFunction()
                || inFlightBytes + call.bytes() > most.bytesInAll()) {
            return false;
        }
        perProject.merge(launch.tenant(), 1, Integer::sum);
        perLaunch.merge(launch, 1, Integer::sum);
        inFlight++;
        inFlightBytes += call.bytes();
        return true;
    }

    void release(PendingCall call) {
        Launch.Key launch = call.launch().key();
        release(perProject, launch.tenant());
        release(perLaunch, launch);
        inFlight--;
        inFlightBytes -= call.bytes();
    }

    int inFlight() {
        return inFlight;
    }

    private static <K> void release(Map<K, Integer> counts, K key) {
        counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    }
}
