package dev.meridian.region.storage.objects;

import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Immutable objects by key. A key is {@code /}-separated names of the form of IDs. Safe for use by many threads; futures
 * complete on the caller's context.
 */
public interface ObjectStore {

    /** Begins an object that nobody sees until it is committed. */
    Future<ObjectWriter> create();

    /** Joins objects, in order, into a new one that appears whole. The parts stay. */
    Future<StoredObject> join(List<String> parts, String key);

    /** Stores a local file's content as an object. Replaces an object of that key. */
    Future<StoredObject> store(Path file, String key);

    /** Copies an object's content to a local file that does not exist yet. */
    Future<Void> copyTo(String key, Path file);

    /**
     * Opens part of an object.
     *
     * @param length in bytes, at most what the object has from there on
     * @return a paused stream; fails with a problem if there is no such object
     */
    Future<ObjectBody> read(String key, long start, long length);

    /** Removes an object; of no effect if there is none. */
    Future<Void> delete(String key);

    /** Removes what was begun before a moment and never became an object, for instance since a process ended. */
    Future<Void> deleteUnfinished(Instant before);

    /** Removes every object whose key begins with these whole names. */
    Future<Void> deleteAll(String prefix);
}
