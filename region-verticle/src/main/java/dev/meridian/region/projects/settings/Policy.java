package dev.meridian.region.projects.settings;

import dev.meridian.region.api.Parameters;
import dev.meridian.region.projects.settings.PolicyField.Amount;
import dev.meridian.region.projects.settings.PolicyField.Flag;
import dev.meridian.region.projects.settings.PolicyField.Limit;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The policies that a project may set (contract section 11), with what they are until it does. */
enum Policy {
    PASSWORD_DICTIONARY("password-dictionary", new Flag("enabled", false)),
    PASSWORD_HISTORY("password-history", new Limit("total", 1, 20)),
    PASSWORD_STRENGTH(
            "password-strength",
            new Amount("min", 8L, 8, 256),
            new Flag("uppercase", false),
            new Flag("lowercase", false),
            new Flag("number", false),
            new Flag("symbols", false)),
    PASSWORD_PERSONAL_DATA("password-personal-data", new Flag("enabled", false)),
    SESSION_ALERT("session-alert", new Flag("enabled", false)),
    SESSION_DURATION("session-duration", new Amount("duration", 31_536_000L, 60, 31_536_000)),
    SESSION_INVALIDATION("session-invalidation", new Flag("enabled", true)),
    SESSION_LIMIT("session-limit", new Amount("total", 10L, 1, 100)),
    USER_LIMIT("user-limit", new Limit("total", 0, 10_000)),
    MEMBERSHIP_PRIVACY(
            "membership-privacy",
            new Flag("userId", true),
            new Flag("userEmail", true),
            new Flag("userPhone", true),
            new Flag("userName", true),
            new Flag("userMFA", true),
            new Flag("userAccessedAt", false)),
    MFA_FACTORS(
            "mfa-factors",
            new Flag("totp", true),
            new Flag("email", true),
            new Flag("phone", true),
            new Flag("custom", false)),
    DENY_ALIASED_EMAIL("deny-aliased-email", new Flag("enabled", false)),
    DENY_DISPOSABLE_EMAIL("deny-disposable-email", new Flag("enabled", false)),
    DENY_FREE_EMAIL("deny-free-email", new Flag("enabled", false)),
    DENY_CORPORATE_EMAIL("deny-corporate-email", new Flag("enabled", false));

    private final String id;

    @SuppressWarnings("ImmutableEnumChecker")
    private final List<PolicyField> fields;

    Policy(String id, PolicyField... fields) {
        this.id = id;
        this.fields = List.of(fields);
    }

    static Optional<Policy> of(String id) {
        return Arrays.stream(values()).filter(policy -> policy.id.equals(id)).findFirst();
    }

    static List<String> ids() {
        return Arrays.stream(values()).map(Policy::id).toList();
    }

    String id() {
        return id;
    }

    /** Whether a project may set it here; the other ones are shown as they always are. */
    boolean isSettable() {
        return !id.startsWith("deny-");
    }

    /** A policy of one value has to be given it; one of several is given those that are to change. */
    JsonObject changes(Parameters parameters) {
        JsonObject changes = new JsonObject();
        if (fields.size() == 1) {
            PolicyField only = fields.getFirst();
            return changes.put(only.name(), only.required(parameters));
        }
        fields.forEach(field -> field.read(parameters).ifPresent(value -> changes.put(field.name(), value)));
        return changes;
    }

    /** All values: those that were set, and what the others are without. */
    JsonObject values(JsonObject set) {
        JsonObject values = new JsonObject();
        fields.forEach(field -> values.put(
                field.name(), Optional.ofNullable(set.getValue(field.name())).orElse(field.usual())));
        return values;
    }
}
