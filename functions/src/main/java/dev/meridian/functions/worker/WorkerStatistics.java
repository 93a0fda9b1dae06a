package dev.meridian.functions.worker;

/**
 * A moment's figures of a node's worker processes.
 *
 * @param processes that run, those that are starting among them
 * @param launches that have processes or calls
 * @param inFlight calls under way, those that wait for a process among them
 * @param started processes since the start
 * @param crashes processes that died without having been told to
 * @param killed processes that were killed: they did not end a call, or had too much memory
 * @param sandbox what holds processes in, as {@link dev.meridian.functions.sandbox.Isolation#word}
 */
public record WorkerStatistics(
        int processes, int launches, int inFlight, long started, long crashes, long killed, String sandbox) {}
