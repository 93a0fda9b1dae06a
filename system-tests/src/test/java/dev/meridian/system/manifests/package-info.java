/**
 * The Kubernetes manifests and the image recipe, judged without a cluster.
 */
@NullMarked
package dev.meridian.system.manifests;

import org.jspecify.annotations.NullMarked;
