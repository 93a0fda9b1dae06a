/**
 * Functions of this region's projects: their settings, variables, deployments and executions (contract section 8).
 *
 * <p>What must hold: a deployment is built once, into an artefact named by its SHA-256, and never changes after; which one
 * is active is one pointer, told to the network by the registry in the transaction that sets it; secrets go to nodes that
 * execute, never into a reply or a log; an execution record counts once, however often a node reports it; an execution
 * that nobody waits for is in the database before its caller is answered, and is begun once at most.
 *
 * <p>Start at {@link dev.meridian.region.functions.FunctionsFeature}.
 */
@NullMarked
package dev.meridian.region.functions;

import org.jspecify.annotations.NullMarked;
