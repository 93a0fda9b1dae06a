/**
 * What holds the node's child processes in: finds out what the machine offers, wraps a command in it, and says by name
 * what is in force.
 *
 * <p>Invariants: a wrapped command inherits no variable of the node; nothing that a tenant names (variables, paths of
 * its own) reaches a wrapper that still has the node's rights; where isolation is required and cannot be had, the
 * command is refused. Everything here blocks. Start at {@link dev.meridian.functions.sandbox.Sandbox}.
 */
@NullMarked
package dev.meridian.functions.sandbox;

import org.jspecify.annotations.NullMarked;
