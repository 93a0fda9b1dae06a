/**
 * What functions and sites have in common: deployments, from the upload to the artefact on disk, and variables.
 *
 * <p>What must hold: a deployment is built once, into an artefact named by its SHA-256, and never changes after; an upload
 * that nobody finished and whatever is deleted leave nothing behind; the value of a secret variable is never shown.
 *
 * <p>Start at {@link dev.meridian.region.deployments.Deployments}.
 */
@NullMarked
package dev.meridian.region.deployments;

import org.jspecify.annotations.NullMarked;
