package dev.meridian.region.accounts;

import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What users do by phone, in a region that has no provider of text messages: only mock phones have codes. */
final class PhoneFlowsTest {

    private static final String TOKEN = "/v1/account/tokens/phone";
    private static final String SESSION = "/v1/account/sessions/phone";
    private static final String VERIFICATION = "/v1/account/verifications/phone";

    @RegisterExtension
    static final AccountsStage stage = AccountsStage.open();

    @Test
    void aMockPhonesCodeMakesAUserAndLetsThemInOnce() {
        stage.mockPhone("+491500000001", "123456");
        Reply sent = guest("POST", TOKEN, object("userId", "ring", "phone", "+491500000001"));

        assertThat(sent.status()).as(sent.text()).isEqualTo(201);
        assertThat(sent.json().getString("userId")).isEqualTo("ring");
        assertThat(sent.json().getString("secret")).isEmpty();
        assertThat(guest("PUT", SESSION, object("userId", "ring", "secret", "654321"))
                        .type())
                .isEqualTo("user_invalid_token");
        Reply in = guest("PUT", SESSION, object("userId", "ring", "secret", "123456"));
        assertThat(in.status()).as(in.text()).isEqualTo(201);
        assertThat(in.json().getString("provider")).isEqualTo("phone");
        assertThat(in.json().getJsonArray("factors")).containsExactly("phone");
        assertThat(stage.get("/v1/users/ring").json().getBoolean("phoneVerification"))
                .isTrue();
        assertThat(guest("PUT", SESSION, object("userId", "ring", "secret", "123456"))
                        .type())
                .isEqualTo("user_invalid_token");
    }

    @Test
    void aCodeIsNotFoundByTrying() {
        stage.mockPhone("+491500000002", "123456");
        guest("POST", TOKEN, object("userId", "guessed", "phone", "+491500000002"));
        for (int i = 0; i < 20; i++) {
            guest("PUT", SESSION, object("userId", "guessed", "secret", "00000" + i % 10));
        }

        assertThat(guest("PUT", SESSION, object("userId", "guessed", "secret", "123456"))
                        .type())
                .isEqualTo("user_invalid_token");
    }

    @Test
    void withoutAProviderNoOtherPhoneHasACodeAndNobodyIsMade() {
        assertThat(guest("POST", TOKEN, object("userId", "silent", "phone", "+491500000009"))
                        .type())
                .isEqualTo("general_phone_disabled");
        assertThat(stage.get("/v1/users/silent").status()).isEqualTo(404);
        assertThat(guest("POST", TOKEN, object("userId", "silent", "phone", "0150"))
                        .type())
                .isEqualTo("general_argument_invalid");
    }

    @Test
    void aNumberIsVerifiedAndThenASecondFactor() {
        stage.mockPhone("+491500000003", "333333");
        stage.user("dialled");
        String[] session = stage.session("dialled");
        assertThat(stage.call("POST", VERIFICATION, object(), session).type()).isEqualTo("user_phone_not_found");
        stage.done("PATCH", "/v1/users/dialled/phone", object("number", "+491500000003"));
        JsonObject factor = object("factor", "phone");
        assertThat(stage.call("POST", "/v1/account/mfa/challenges", factor, session)
                        .type())
                .isEqualTo("user_phone_not_verified");

        stage.done("POST", VERIFICATION, object(), session);
        Reply verified = guest("PUT", VERIFICATION, object("userId", "dialled", "secret", "333333"));
        assertThat(verified.status()).as(verified.text()).isEqualTo(200);
        assertThat(stage.call("POST", VERIFICATION, object(), session).type()).isEqualTo("user_phone_already_verified");

        String challenge = stage.done("POST", "/v1/account/mfa/challenges", factor, session)
                .getString("$id");
        JsonObject proved = stage.done(
                "PUT", "/v1/account/mfa/challenges", object("challengeId", challenge, "otp", "333333"), session);
        assertThat(proved.getJsonArray("factors")).contains("phone");
    }

    private static Reply guest(String verb, String path, JsonObject body) {
        return stage.call(verb, path, body, DatabasesStage.GUEST);
    }
}
