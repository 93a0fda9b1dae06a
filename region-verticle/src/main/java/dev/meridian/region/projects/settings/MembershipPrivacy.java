package dev.meridian.region.projects.settings;

/** What members of a team are shown of one another. */
public record MembershipPrivacy(
        boolean userId,
        boolean userEmail,
        boolean userPhone,
        boolean userName,
        boolean userMfa,
        boolean userAccessedAt) {}
