package dev.meridian.edge.cache.tier;

import dev.meridian.edge.cache.disk.DiskKey;
import dev.meridian.edge.cache.store.ResourceKey;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Under which keys a resource's variants lie on the disk. Each project is an owner of its own. */
final class Keys {

    private static final byte OF_A_RESOURCE = 'r';
    private static final byte OF_A_VARIANT = 'v';
    private static final char END = '\n';

    private Keys() {}

    /** The key of a resource: of the variant that names the generation of the others. */
    static DiskKey of(ResourceKey resource) {
        return new DiskKey(
                owner(resource), Buffer.buffer().appendByte(OF_A_RESOURCE).appendString(place(resource)));
    }

    /** The key of another variant. */
    static DiskKey of(ResourceKey resource, long generation, String variant) {
        Buffer bytes = Buffer.buffer()
                .appendByte(OF_A_VARIANT)
                .appendLong(generation)
                .appendString(place(resource))
                .appendString(END + variant);
        return new DiskKey(owner(resource), bytes);
    }

    /** Neither a region's code nor a host has a slash, and no host or URI a line's end. */
    private static String owner(ResourceKey resource) {
        return owner(resource.region(), resource.project());
    }

    static String owner(String region, String project) {
        return region + '/' + project;
    }

    private static String place(ResourceKey resource) {
        return resource.host() + END + resource.uri();
    }

    static String region(String owner) {
        return owner.substring(0, Math.max(0, owner.indexOf('/')));
    }

    static String project(String owner) {
        return owner.substring(owner.indexOf('/') + 1);
    }

    /** Of which resource a key is; nothing if it is none of these. */
    static Optional<ResourceKey> resource(DiskKey key) {
        Buffer bytes = key.bytes();
        if (bytes.length() == 0) {
            return Optional.empty();
        }
        int from = bytes.getByte(0) == OF_A_VARIANT ? 1 + Long.BYTES : 1;
        if (bytes.length() < from) {
            return Optional.empty();
        }
        String[] parts = bytes.slice(from, bytes.length())
                .toString(StandardCharsets.UTF_8)
                .split(String.valueOf(END), 3);
        return parts.length < 2
                ? Optional.empty()
                : Optional.of(new ResourceKey(region(key.owner()), project(key.owner()), parts[0], parts[1]));
    }
}
