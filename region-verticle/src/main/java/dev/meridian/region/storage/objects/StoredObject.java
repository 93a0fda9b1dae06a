package dev.meridian.region.storage.objects;

import io.vertx.core.buffer.Buffer;

/**
 * What is known of an object once it is stored.
 *
 * @param md5 of the content, lower-case hex
 * @param head the first bytes, at most 512, from which its type can be told
 */
public record StoredObject(long bytes, String md5, Buffer head) {}
