package dev.meridian.edge.cache.disk;

import io.vertx.core.buffer.Buffer;
import java.util.Random;

/** An object whose metadata tells what its body must be. */
record Sample(DiskKey key, long generation, int length, String tag) {

    Buffer metadata() {
        return Buffer.buffer(generation + " " + length + " " + tag);
    }

    Buffer body() {
        byte[] bytes = new byte[length];
        new Random(key.hashCode() * 31L + generation).nextBytes(bytes);
        return Buffer.buffer(bytes);
    }

    Sample tagged(String other) {
        return new Sample(key, generation, length, other);
    }

    static Sample of(DiskKey key, Buffer metadata) {
        String[] parts = metadata.toString().split(" ", -1);
        return new Sample(key, Long.parseLong(parts[0]), Integer.parseInt(parts[1]), parts[2]);
    }

    static DiskKey key(String owner, String key) {
        return new DiskKey(owner, Buffer.buffer(key));
    }
}
