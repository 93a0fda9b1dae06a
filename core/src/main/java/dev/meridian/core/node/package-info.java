/**
 * What a node is and what its parts share.
 *
 * <p>Start at {@link dev.meridian.core.node.NodeSettings} and {@link dev.meridian.core.node.NodeContext}.
 */
@NullMarked
package dev.meridian.core.node;

import org.jspecify.annotations.NullMarked;
