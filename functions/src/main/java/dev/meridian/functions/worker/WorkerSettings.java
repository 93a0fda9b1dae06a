package dev.meridian.functions.worker;

import dev.meridian.functions.sandbox.Sandbox;
import java.time.Duration;

/**
 * How a node runs worker processes.
 *
 * @param hasNetwork whether functions may open connections, where the sandbox can keep them from it
 * @param processes at most, of all launches
 * @param perLaunch processes of one launch, at most
 * @param callsEach calls in one process at once
 * @param waiting calls of one launch that wait for a process
 * @param inFlight calls under way in all
 * @param inFlightBytes request bodies under way in all
 * @param idle how long a process is kept without a call
 * @param starting how long a process may take to announce itself
 * @param obedience a process that has not ended a call this long after its deadline is killed
 */
public record WorkerSettings(
        Sandbox sandbox,
        boolean hasNetwork,
        int processes,
        int perLaunch,
        int callsEach,
        int waiting,
        int inFlight,
        int inFlightBytes,
        Duration idle,
        Duration starting,
        Duration obedience) {

    public static WorkerSettings defaults(Sandbox sandbox, boolean hasNetwork) {
        return new WorkerSettings(
                sandbox,
                hasNetwork,
                32,
                4,
                16,
                1_000,
                10_000,
                128 << 20,
                Duration.ofSeconds(60),
                Duration.ofSeconds(15),
                Duration.ofMillis(300));
    }

    public WorkerSettings {
        if (processes < 1 || perLaunch < 1 || callsEach < 1 || waiting < 1 || inFlight < 1) {
            throw new IllegalArgumentException("processes and calls must be 1 or more");
        }
    }

    public WorkerSettings withIdle(Duration duration) {
        return new WorkerSettings(
                sandbox,
                hasNetwork,
                processes,
                perLaunch,
                callsEach,
                waiting,
                inFlight,
                inFlightBytes,
                duration,
                starting,
                obedience);
    }

    public WorkerSettings withProcesses(int inAll, int ofOneLaunch) {
        return new WorkerSettings(
                sandbox,
                hasNetwork,
                inAll,
                ofOneLaunch,
                callsEach,
                waiting,
                inFlight,
                inFlightBytes,
                idle,
                starting,
                obedience);
    }

    public WorkerSettings withCalls(int inOneProcess, int waitingForOne) {
        return new WorkerSettings(
                sandbox,
                hasNetwork,
                processes,
                perLaunch,
                inOneProcess,
                waitingForOne,
                inFlight,
                inFlightBytes,
                idle,
                starting,
                obedience);
    }
}
