package dev.meridian.functions;

import java.util.HashMap;
import java.util.Map;

/** Counts the calls under way, in all and per launch, and refuses what is too many. Confined to the pool's context. */
final class Admission {

    private final HostSettings settings;
    private final Map<Launch.Key, Integer> perLaunch = new HashMap<>();
    private int inFlight;
    private long inFlightBytes;

    Admission(HostSettings settings) {
        this.settings = settings;
    }

    boolean admit(PendingCall call) {
        int same = perLaunch.getOrDefault(call.launch().key(), 0);
        if (inFlight >= settings.inFlight()
                || same >= settings.perFunction()
                || inFlightBytes + call.bytes() > settings.inFlightBytes()) {
            return false;
        }
        perLaunch.put(call.launch().key(), same + 1);
        inFlight++;
        inFlightBytes += call.bytes();
        return true;
    }

    void release(PendingCall call) {
        perLaunch.computeIfPresent(call.launch().key(), (key, count) -> count == 1 ? null : count - 1);
        inFlight--;
        inFlightBytes -= call.bytes();
    }

    int inFlight() {
        return inFlight;
    }
}
