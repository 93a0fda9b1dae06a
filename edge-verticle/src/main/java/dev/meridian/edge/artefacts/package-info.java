/**
 * Artefacts of deployments on an edge's disk: received, checked, unpacked without trust, bounded.
 *
 * <p>A folder is named by the SHA-256 of what was unpacked into it and is there whole or not at all. Start at
 * {@link dev.meridian.edge.artefacts.ArtefactFolder}.
 */
@NullMarked
package dev.meridian.edge.artefacts;

import org.jspecify.annotations.NullMarked;
