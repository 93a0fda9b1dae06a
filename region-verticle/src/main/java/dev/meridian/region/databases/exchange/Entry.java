package dev.meridian.region.databases.exchange;

import io.vertx.core.json.JsonObject;

/**
 * A row of a file.
 *
 * @param line on which it begins, from 1
 * @param lastLine on which it ends
 * @param bytes of its text
 */
record Entry(long line, long lastLine, int bytes, JsonObject row) {}
