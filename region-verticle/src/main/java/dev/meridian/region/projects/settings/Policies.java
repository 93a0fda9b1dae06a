package dev.meridian.region.projects.settings;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** A project's policies as they are in force. */
public final class Policies {

    /** By policy, the values that were set; never changed. */
    private final JsonObject set;

    Policies(JsonObject set) {
        this.set = set;
    }

    JsonObject set() {
        return set;
    }

    Policies with(Policy policy, JsonObject changes) {
        JsonObject all = set.copy();
        all.put(policy.id(), all.getJsonObject(policy.id(), new JsonObject()).mergeIn(changes));
        return new Policies(all);
    }

    JsonObject model(Policy policy) {
        return new JsonObject().put("$id", policy.id()).mergeIn(values(policy));
    }

    /** What new passwords must be like. */
    public PasswordPolicy passwords() {
        JsonObject strength = values(Policy.PASSWORD_STRENGTH);
        return new PasswordPolicy(
                new PasswordStrength(
                        strength.getInteger("min"),
                        strength.getBoolean("uppercase"),
                        strength.getBoolean("lowercase"),
                        strength.getBoolean("number"),
                        strength.getBoolean("symbols")),
                isOn(Policy.PASSWORD_DICTIONARY),
                values(Policy.PASSWORD_HISTORY).getInteger("total"),
                isOn(Policy.PASSWORD_PERSONAL_DATA));
    }

    public SessionPolicy sessions() {
        return new SessionPolicy(
                Duration.ofSeconds(values(Policy.SESSION_DURATION).getLong("duration")),
                values(Policy.SESSION_LIMIT).getInteger("total"),
                isOn(Policy.SESSION_INVALIDATION),
                isOn(Policy.SESSION_ALERT));
    }

    public UserLimit users() {
        return new UserLimit(values(Policy.USER_LIMIT).getLong("total"));
    }

    public MembershipPrivacy memberships() {
        JsonObject shown = values(Policy.MEMBERSHIP_PRIVACY);
        return new MembershipPrivacy(
                shown.getBoolean("userId"),
                shown.getBoolean("userEmail"),
                shown.getBoolean("userPhone"),
                shown.getBoolean("userName"),
                shown.getBoolean("userMFA"),
                shown.getBoolean("userAccessedAt"));
    }

    private boolean isOn(Policy policy) {
        return values(policy).getBoolean("enabled");
    }

    private JsonObject values(Policy policy) {
        return policy.values(set.getJsonObject(policy.id(), new JsonObject()));
    }
}
