package dev.meridian.region.projects.settings;

import java.time.Duration;

/**
 * How a project's sessions last.
 *
 * @param length of a session, from when it is opened or extended
 * @param most sessions of one user; the oldest makes room for a new one
 * @param endsWithPassword whether a new password ends the sessions that there were
 * @param isAlerted whether a user is told of each new session by mail
 */
public record SessionPolicy(Duration length, int most, boolean endsWithPassword, boolean isAlerted) {}
