/** Tests of how code comes to be an artefact. */
@NullMarked
package dev.meridian.region.deployments;

import org.jspecify.annotations.NullMarked;
