package dev.meridian.region.accounts.profiles;

import dev.meridian.region.passwords.StoredPassword;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * One change of an account.
 *
 * @param assignments SQL of ours, in which {@code $3} is the present and the values follow from {@code $4} on
 * @param action the event's last part
 */
public record AccountChange(String assignments, String action, List<Object> values) {

    public static AccountChange name(String name) {
        return new AccountChange("name = $4", "update.name", List.of(name));
    }

    /** Another address is yet to be verified; an empty one is none. */
    public static AccountChange email(String email) {
        return new AccountChange("email = nullif($4, ''), email_verified = false", "update.email", List.of(email));
    }

    /** Another number is yet to be verified; an empty one is none. */
    public static AccountChange phone(String phone) {
        return new AccountChange("phone = nullif($4, ''), phone_verified = false", "update.phone", List.of(phone));
    }

    /** @param earlier hashes of passwords that go on to be remembered */
    public static AccountChange password(StoredPassword password, List<String> earlier) {
        return new AccountChange(
                "password = nullif($4, ''), password_kind = $5, password_options = $6, password_updated_at = $3,"
                        + " earlier_passwords = $7",
                "update.password",
                List.of(password.hash(), password.kind(), password.options(), earlier.toArray(String[]::new)));
    }

    /** Both at once, and one event: of the address. */
    public AccountChange with(StoredPassword password) {
        return new AccountChange(
                assignments
                        + ", password = nullif($5, ''), password_kind = $6, password_options = $7, password_updated_at = $3",
                action,
                List.of(values.getFirst(), password.hash(), password.kind(), password.options()));
    }

    public static AccountChange prefs(JsonObject prefs) {
        return new AccountChange("prefs = $4", "update.prefs", List.of(prefs));
    }

    public static AccountChange labels(List<String> labels) {
        return new AccountChange(
                "labels = $4", "update.labels", List.<Object>of((Object) labels.toArray(String[]::new)));
    }

    public static AccountChange enabled(boolean enabled) {
        return new AccountChange("enabled = $4", "update.status", List.of(enabled));
    }

    public static AccountChange emailVerified(boolean verified) {
        return new AccountChange("email_verified = $4", "update.verification", List.of(verified));
    }

    public static AccountChange phoneVerified(boolean verified) {
        return new AccountChange("phone_verified = $4", "update.verification", List.of(verified));
    }

    public static AccountChange mfa(boolean mfa) {
        return new AccountChange("mfa = $4", "update.mfa", List.of(mfa));
    }

    /** Of what is kept beside the account: nothing of itself changes. */
    public static AccountChange factors() {
        return new AccountChange("mfa = mfa", "update.mfa", List.of());
    }

    public static AccountChange impersonator(boolean impersonator) {
        return new AccountChange("impersonator = $4", "update.impersonator", List.of(impersonator));
    }
}
