package dev.meridian.core.archive;

/**
 * One entry of a tar stream that passed every check.
 *
 * @param name relative, with {@code /} between its parts and none at its ends; empty for the archive's own root
 * @param size in bytes; 0 for a folder
 */
record TarEntry(String name, boolean isFolder, long size) {}
