package dev.meridian.core.relay;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * A relayed response.
 *
 * @param contentLength in bytes, -1 when unknown
 * @param body paused until it is read; fails when the peer broke off, so that half a body never looks whole
 */
public record RelayResponse(int status, MultiMap headers, long contentLength, ReadStream<Buffer> body) {}
