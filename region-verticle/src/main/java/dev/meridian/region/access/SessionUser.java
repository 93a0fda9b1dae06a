package dev.meridian.region.access;

import dev.meridian.region.permissions.Membership;
import java.util.List;

/**
 * A user as a valid session shows them.
 *
 * @param lacksFactor whether they are to prove a further factor before they count as themselves
 */
public record SessionUser(
        String userId,
        String sessionId,
        String email,
        String name,
        boolean verified,
        boolean lacksFactor,
        List<String> labels,
        List<Membership> memberships) {}
