package dev.meridian.region.permissions;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** The roles that a caller holds, as they are written in permissions (contract section 4). */
public final class CallerRoles {

    public static final Set<String> GUEST = Set.of("any", "guests");

    private CallerRoles() {}

    /**
     * @param verified whether the e-mail address or the phone number is
     * @param memberships confirmed ones only
     */
    public static Set<String> ofUser(
            String userId, boolean verified, Collection<String> labels, Collection<Membership> memberships) {
        String dimension = verified ? "/verified" : "/unverified";
        Set<String> roles = new HashSet<>(Set.of("any", "users", "users" + dimension));
        roles.add("user:" + userId);
        roles.add("user:" + userId + dimension);
        labels.forEach(label -> roles.add("label:" + label));
        for (Membership membership : memberships) {
            roles.add("team:" + membership.teamId());
            roles.add("member:" + membership.membershipId());
            membership.roles().forEach(role -> roles.add("team:" + membership.teamId() + "/" + role));
        }
        return Set.copyOf(roles);
    }
}
