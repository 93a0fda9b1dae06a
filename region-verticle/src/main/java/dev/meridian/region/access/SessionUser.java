package dev.meridian.region.access;

import dev.meridian.region.permissions.Membership;
import java.util.List;

/** A user as a valid session shows them. */
public record SessionUser(
        String userId,
        String sessionId,
        String email,
        String name,
        boolean verified,
        List<String> labels,
        List<Membership> memberships) {}
