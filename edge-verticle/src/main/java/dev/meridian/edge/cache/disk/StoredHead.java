package dev.meridian.edge.cache.disk;

import io.vertx.core.buffer.Buffer;

/**
 * What a sweep sees of an object.
 *
 * @param length of the body
 * @param version as {@link DiskObject#version}
 */
public record StoredHead(DiskKey key, Buffer metadata, long length, long version) {}
