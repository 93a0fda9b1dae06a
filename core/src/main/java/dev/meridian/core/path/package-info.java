/**
 * Which way to take to another node: straight, or through one other node. Decisions only: no connection is made here.
 *
 * <p>Links are measured by pings ({@link dev.meridian.core.path.PingWindow}), compared by what a round trip over them costs
 * ({@link dev.meridian.core.path.LinkQuality}), and chosen, slowly and with reasons, by {@link
 * dev.meridian.core.path.PathChooser}. A way goes through one node at most: it is made of two links that were both
 * measured directly.
 */
@NullMarked
package dev.meridian.core.path;

import org.jspecify.annotations.NullMarked;
