package dev.meridian.functions.host;

import dev.meridian.functions.engine.Engine;

/** What all tenants of a host share. */
record Workshop(Engine engine, RunQueue queue, Timers timers, HostLink link, IsolateBudget isolates) {}
