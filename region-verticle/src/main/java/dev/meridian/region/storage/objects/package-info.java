/**
 * Where the bytes of files, deployments and artefacts lie, by key.
 *
 * <p>What must hold: an object appears whole or not at all, and is on disk before its writer is told so; objects never
 * change; whether a thing exists is the database's to say, so an object without a row is only space to be freed. Reading
 * and writing happen on a bounded executor, never on an event loop.
 *
 * <p>Start at {@link dev.meridian.region.storage.objects.ObjectStore}; {@link
 * dev.meridian.region.storage.objects.FolderStore} keeps objects in a folder.
 */
@NullMarked
package dev.meridian.region.storage.objects;

import org.jspecify.annotations.NullMarked;
