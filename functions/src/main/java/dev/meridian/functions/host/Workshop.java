package dev.meridian.functions.host;

import dev.meridian.functions.engine.Engine;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all tenants of a host share.
 *
 * @param fetches the last number given to a fetch
 */
record Workshop(
        Engine engine, RunQueue queue, Timers timers, HostLink link, IsolateBudget isolates, AtomicLong fetches) {}
