package dev.meridian.region.projects.settings;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.Caller;
import java.util.Arrays;
import java.util.List;

/** The ways in which users may get a session (contract section 6.1); servers are not bound by them. */
public enum AuthMethod {
    EMAIL_PASSWORD("email-password", "Email / Password authentication"),
    MAGIC_URL("magic-url", "Magic URL authentication"),
    EMAIL_OTP("email-otp", "Email OTP authentication"),
    ANONYMOUS("anonymous", "Anonymous authentication"),
    INVITES("invites", "Team invitations authentication"),
    JWT("jwt", "JWT authentication"),
    PHONE("phone", "Phone authentication");

    private static final ProblemType UNSUPPORTED = new ProblemType("user_auth_method_unsupported", 501);

    private final String id;
    private final String title;

    AuthMethod(String id, String title) {
        this.id = id;
        this.title = title;
    }

    static List<String> ids() {
        return Arrays.stream(values()).map(method -> method.id).toList();
    }

    /** Fails with {@code user_auth_method_unsupported} where the project has it off. */
    public void require(ProjectSettings settings, Caller caller) {
        if (!caller.isPrivileged() && !settings.methods().isOn(id)) {
            throw Problem.of(UNSUPPORTED, title + " is disabled for this project");
        }
    }
}
