package dev.meridian.region.permissions;

import java.util.Set;

/**
 * A user's confirmed place in a team.
 *
 * @param roles within the team, for instance {@code owner}
 */
public record Membership(String membershipId, String teamId, Set<String> roles) {}
