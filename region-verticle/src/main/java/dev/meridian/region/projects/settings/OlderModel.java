package dev.meridian.region.projects.settings;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A project's settings in the words of consoles and of the command line up to version 12, which read them from the project
 * that the console lists.
 */
public final class OlderModel {

    /** In an order that every answer keeps. */
    private static final List<Map.Entry<String, String>> METHODS = List.of(
            Map.entry("email-password", "authEmailPassword"),
            Map.entry("magic-url", "authUsersAuthMagicURL"),
            Map.entry("email-otp", "authEmailOtp"),
            Map.entry("anonymous", "authAnonymous"),
            Map.entry("invites", "authInvites"),
            Map.entry("jwt", "authJWT"),
            Map.entry("phone", "authPhone"));

    private OlderModel() {}

    /** Adds them beside those in today's words. */
    public static JsonObject added(JsonObject project, ProjectSettings settings) {
        Policies policies = settings.policies();
        PasswordPolicy passwords = policies.passwords();
        SessionPolicy sessions = policies.sessions();
        MembershipPrivacy members = policies.memberships();
        METHODS.forEach(
                method -> project.put(method.getValue(), settings.methods().isOn(method.getKey())));
        Switches.SERVICES.forEach(id -> project.put(
                "serviceStatusFor" + id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1),
                settings.services().isOn(id)));
        return project.put("authDuration", sessions.length().toSeconds())
                .put("authLimit", policies.users().most())
                .put("authSessionsLimit", sessions.most())
                .put("authSessionAlerts", sessions.isAlerted())
                .put("authInvalidateSessions", sessions.endsWithPassword())
                .put("authPasswordHistory", passwords.history())
                .put("authPasswordDictionary", passwords.refusesCommon())
                .put("authPersonalDataCheck", passwords.refusesPersonal())
                .put("authMembershipsUserName", members.userName())
                .put("authMembershipsUserEmail", members.userEmail())
                .put("authMembershipsMfa", members.userMfa());
    }
}
