/** Filters and selections through relationships, against a plain model; start at {@code TiesPropertyTest}. */
@org.jspecify.annotations.NullMarked
package dev.meridian.region.databases.ties;
