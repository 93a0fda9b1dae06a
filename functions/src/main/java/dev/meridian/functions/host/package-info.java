/**
 * The inside of a function-host process: the node's child that runs tenants' script, so that nothing they do can take
 * the node with it.
 *
 * <p>Threads: the main thread reads frames; a fixed number of lanes (platform threads with deep stacks) take tenants
 * from one fair queue and give each a turn; the watchdog stops what runs too long or grows too large. A tenant is in at
 * most one lane at a time, and its state is touched only there; others leave it work. Start at
 * {@link dev.meridian.functions.host.HostMain}, then {@link dev.meridian.functions.host.Tenant}.
 */
@NullMarked
package dev.meridian.functions.host;

import org.jspecify.annotations.NullMarked;
