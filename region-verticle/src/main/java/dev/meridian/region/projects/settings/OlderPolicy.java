package dev.meridian.region.projects.settings;

import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Parameters;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What policies, and what they are given, were called when each had a path of a project's own (contract section 11). */
enum OlderPolicy {
    USER_LIMIT(Policy.USER_LIMIT, "limit", "limit", "total"),
    SESSION_DURATION(Policy.SESSION_DURATION, "duration", "duration", "duration"),
    SESSION_LIMIT(Policy.SESSION_LIMIT, "max-sessions", "limit", "total"),
    SESSION_INVALIDATION(Policy.SESSION_INVALIDATION, "session-invalidation", "enabled", "enabled"),
    SESSION_ALERT(Policy.SESSION_ALERT, "session-alerts", "alerts", "enabled"),
    PASSWORD_DICTIONARY(Policy.PASSWORD_DICTIONARY, "password-dictionary", "enabled", "enabled"),
    PASSWORD_HISTORY(Policy.PASSWORD_HISTORY, "password-history", "limit", "total"),
    PASSWORD_PERSONAL_DATA(Policy.PASSWORD_PERSONAL_DATA, "personal-data", "enabled", "enabled"),
    MEMBERSHIP_PRIVACY(Policy.MEMBERSHIP_PRIVACY, "memberships-privacy", "mfa", "userMFA");

    private final Policy policy;
    private final String path;
    private final String older;
    private final String newer;

    OlderPolicy(Policy policy, String path, String older, String newer) {
        this.policy = policy;
        this.path = path;
        this.older = older;
        this.newer = newer;
    }

    static Optional<OlderPolicy> of(Policy policy) {
        return Arrays.stream(values()).filter(each -> each.policy == policy).findFirst();
    }

    String path() {
        return "/v1/projects/{projectId}/auth/" + path;
    }

    /** The request in today's words; where a limit of 0 stood for none, there is none. */
    Parameters parameters(ApiRequest request) {
        Parameters given = request.parameters();
        JsonObject today = new JsonObject();
        for (String name : List.of("userName", "userEmail")) {
            given.raw(name).ifPresent(value -> today.put(name, value));
        }
        given.raw(older).ifPresent(value -> today.put(newer, isNone(value) ? null : value));
        return Parameters.of(today);
    }

    private boolean isNone(Object value) {
        return policy == Policy.PASSWORD_HISTORY && value instanceof Number number && number.longValue() == 0;
    }
}
