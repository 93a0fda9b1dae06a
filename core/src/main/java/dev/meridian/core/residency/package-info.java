/**
 * Where a project's data may be: which nodes may terminate, cache, execute and log for it.
 *
 * <p>Routers, edges and regions all ask {@link dev.meridian.core.residency.Residency}, and nothing else decides. A node is
 * judged by what it is (its settings, or the certificate that it shows), never by what a request says of it.
 */
@NullMarked
package dev.meridian.core.residency;

import org.jspecify.annotations.NullMarked;
