/**
 * What a node and its function hosts say to each other: framed, multiplexed messages over one socket.
 *
 * <p>A frame is a four-byte big-endian length, a type byte and the fields of one {@link dev.meridian.functions.wire.Message}.
 * Calls are numbered by the node; results come in any order. Neither Vert.x nor the engine is known here, so both sides
 * may use it. Start at {@link dev.meridian.functions.wire.Message} and {@link dev.meridian.functions.wire.Frames}.
 */
@NullMarked
package dev.meridian.functions.wire;

import org.jspecify.annotations.NullMarked;
