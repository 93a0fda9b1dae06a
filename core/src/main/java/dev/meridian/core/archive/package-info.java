/**
 * Archives from outside, read without trust: gzipped tar, as deployments come and as artefacts travel.
 *
 * <p>What must hold: nothing is written outside the folder that the caller names; nothing but plain files and folders
 * comes to exist; an archive that breaks a rule leaves nothing behind; no archive costs more than its
 * {@link dev.meridian.core.archive.ArchiveLimits}. The same content packs to the same bytes, whoever packs it, so that
 * its SHA-256 can name it. All methods block: call them on a worker.
 *
 * <p>Start at {@link dev.meridian.core.archive.Archive}.
 */
@NullMarked
package dev.meridian.core.archive;

import org.jspecify.annotations.NullMarked;
