/**
 * What a shared cache may do (RFC 9111, 5861, 9110 sections 13 and 14, 9213), decided by pure functions.
 *
 * <p>Start at {@link dev.meridian.edge.cache.decide.Storage} (may this response be stored) and
 * {@link dev.meridian.edge.cache.decide.Reuse} (may that stored response answer this request). Each answer carries its
 * reason. No clock, no store, no Vert.x: times are parameters.
 *
 * <p>Stricter than the RFCs in one thing: what carries an Appwrite session, key or token is shared only when the
 * response says {@code CDN-Cache-Control: public}.
 */
@NullMarked
package dev.meridian.edge.cache.decide;

import org.jspecify.annotations.NullMarked;
