package dev.meridian.edge.cache.disk;

import io.vertx.core.buffer.Buffer;

/**
 * What a sweep sees of an object.
 *
 * @param length of the body
 */
public record StoredHead(DiskKey key, Buffer metadata, long length) {}
