/**
 * Heavy functions: Node.js and Python in worker processes, each of one launch, in a sandbox.
 *
 * <p>Invariants: no two launches share a process; a call has exactly one outcome, in time, whatever its process does; a
 * process that dies fails the calls in it and no others; a launch whose processes keep dying is started ever more
 * seldom; everything is bounded (processes, calls, waiting, bytes, time, memory). What comes from a worker is a tenant's
 * word: it is checked as a visitor's would be. Workers speak the messages of {@code wire}; their programs are resources
 * beside this package. Start at {@link dev.meridian.functions.worker.Workers}.
 */
@NullMarked
package dev.meridian.functions.worker;

import org.jspecify.annotations.NullMarked;
