package dev.meridian.region.accounts;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.contract.Operation;
import dev.meridian.region.contract.Operation.Parameter;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation of the SDKs' service of accounts that is there: what it answers, what each parameter refuses, and what who
 * may not call it is told. Those that are missing are named, and the counts are printed at the end.
 */
final class AccountContractTest {

    private static final String LIMIT = "{\"method\":\"limit\",\"values\":[1]}";

    /** What needs other providers, a server of OAuth 2, or codes where links are sent. */
    private static final Set<String> MISSING = Set.of(
            "createEmailVerificationOTP",
            "createIdTokenSession",
            "createOAuth2Session",
            "createOAuth2Token",
            "createRecoveryOTP",
            "deleteConsent",
            "deleteConsentToken",
            "getConsent",
            "getConsentToken",
            "listConsentTokens",
            "listConsents",
            "updateEmailVerificationOTP",
            "updateRecoveryOTP");

    /** What those do who have no session yet. */
    private static final Set<String> ENTRANCES = Set.of(
            "create",
            "createAnonymousSession",
            "createEmailPasswordSession",
            "createEmailToken",
            "createMagicURLToken",
            "createPhoneToken",
            "createRecovery",
            "createSession",
            "updateMagicURLSession",
            "updatePhoneSession",
            "updateRecovery");

    /** What the secret that is shown stands for, whoever shows it. */
    private static final Set<String> OPEN =
            Set.of("updateEmailVerification", "updatePhoneVerification", "updateVerification");

    /** What makes a user who is not there yet. */
    private static final Set<String> FRESH =
            Set.of("create", "createEmailToken", "createMagicURLToken", "createPhoneToken");

    /** What is there to make nothing, whatever the SDKs call it. */
    private static final Set<String> NOT_MADE = Set.of("createmfaauthenticator");

    private static final List<Operation> OPERATIONS = Operation.all("account.tsv");
    private static final AtomicInteger MADE = new AtomicInteger();
    private static final AtomicInteger ANSWERED = new AtomicInteger();
    private static final AtomicInteger REFUSED = new AtomicInteger();
    private static final AtomicInteger CALLERS = new AtomicInteger();

    @RegisterExtension
    static final AccountsStage stage = AccountsStage.open();

    @SuppressWarnings("NullAway.Init")
    private static MailStage mail;

    @BeforeAll
    static void openMail() {
        mail = MailStage.open(stage, new JsonObject());
    }

    /** A user whose session has just proved a second factor, with one of everything. */
    private record Ground(String id, List<String> headers, Map<String, String> places, JsonObject values) {
        String[] session() {
            return headers.toArray(String[]::new);
        }
    }

    static Stream<Operation> operations() {
        return OPERATIONS.stream().filter(operation -> !MISSING.contains(operation.method()));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void itAnswersTheModelAndRefusesWhatDoesNotFit(Operation operation) {
        Ground ground = ground(operation);
        refusesCallers(operation, ground);
        refusesWhereThereIsNothing(operation, ground);
        operation.parameters().forEach(parameter -> refuses(operation, ground, parameter));

        Reply reply = send(operation, ground.places(), valid(operation, ground), as(operation, ground));

        assertThat(reply.status()).as("%s: %s", operation, reply.text()).isEqualTo(status(operation));
        if (reply.status() != 204) {
            assertThat(reply.json().fieldNames()).as("%s", operation).containsAll(operation.fields());
            assertThat(reply.text()).as("%s", operation).doesNotContain("$argon2", "hashOptions");
        }
        ANSWERED.incrementAndGet();
    }

    @Test
    void whatIsMissingHasNoRouteYet() {
        OPERATIONS.stream()
                .filter(operation -> MISSING.contains(operation.method()))
                .filter(operation -> !operation.path().contains("{"))
                .forEach(operation -> assertThat(send(operation, Map.of(), new JsonObject(), DatabasesStage.GUEST)
                                .type())
                        .as("%s", operation)
                        .isEqualTo("general_route_not_found"));
    }

    @AfterAll
    static void counts() {
        mail.close();
        List<Operation> present = operations().toList();
        long parameters = present.stream()
                .mapToLong(operation -> operation.parameters().size())
                .sum();
        assertThat(ANSWERED.get()).isEqualTo(present.size());
        assertThat(REFUSED.get()).isEqualTo((int) parameters);
        assertThat(present.size() + MISSING.size()).isEqualTo(OPERATIONS.size());
        System.out.printf(
                Locale.ROOT,
                "contract, account: %d/%d operations answered, %d missing %s, %d/%d parameters refused what does not fit,"
                        + " %d callers refused%n",
                ANSWERED.get(),
                OPERATIONS.size(),
                MISSING.size(),
                MISSING.stream().sorted().toList(),
                REFUSED.get(),
                parameters,
                CALLERS.get());
    }

    private static int status(Operation operation) {
        if (operation.verb().equals("DELETE")) {
            return 204;
        }
        boolean entered = Set.of("updateMagicURLSession", "updatePhoneSession").contains(operation.method());
        boolean made = operation.verb().equals("POST")
                && !NOT_MADE.contains(operation.method().toLowerCase(Locale.ROOT));
        return made || entered ? 201 : 200;
    }

    private static String[] as(Operation operation, Ground ground) {
        return ENTRANCES.contains(operation.method()) ? DatabasesStage.GUEST : ground.session();
    }

    private static void refusesCallers(Operation operation, Ground ground) {
        if (OPEN.contains(operation.method())) {
            return;
        }
        Map<String, String[]> callers = ENTRANCES.contains(operation.method())
                ? Map.of("key without scopes", DatabasesStage.POOR)
                : Map.of("guest", DatabasesStage.GUEST, "key without scopes", DatabasesStage.POOR);
        callers.forEach((who, headers) -> {
            Reply reply = send(operation, ground.places(), valid(operation, ground), headers);
            assertThat(reply.type())
                    .as("%s by a %s: %s", operation, who, reply.text())
                    .isEqualTo("general_unauthorized_scope");
            CALLERS.incrementAndGet();
        });
        boolean session =
                operation.path().contains("/sessions/") && operation.verb().equals("POST");
        if (session) {
            assertThat(send(operation, ground.places(), valid(operation, ground), ground.session())
                            .type())
                    .as("%s within a session", operation)
                    .isEqualTo("user_session_already_exists");
            CALLERS.incrementAndGet();
        }
    }

    private static void refusesWhereThereIsNothing(Operation operation, Ground ground) {
        for (String part : List.of("sessionId", "targetId", "identityId")) {
            if (operation.path().contains("{" + part + "}")) {
                Map<String, String> nothing = new HashMap<>(ground.places());
                nothing.put(part, "nothing");
                assertThat(send(operation, nothing, valid(operation, ground), ground.session())
                                .type())
                        .as("%s of nothing", operation)
                        .isEqualTo("user_" + part.replace("Id", "") + "_not_found");
            }
        }
        if (operation.path().contains("{type}")) {
            Map<String, String> other = new HashMap<>(ground.places());
            other.put("type", "email");
            assertThat(send(operation, other, valid(operation, ground), ground.session())
                            .status())
                    .isEqualTo(400);
        }
    }

    private static void refuses(Operation operation, Ground ground, Parameter parameter) {
        Operation.misfits(parameter, valid(operation, ground))
                .forEach((with, values) -> refused(operation, ground, values, with));
        REFUSED.incrementAndGet();
    }

    private static void refused(Operation operation, Ground ground, JsonObject values, String with) {
        Reply reply = send(operation, ground.places(), values, as(operation, ground));
        assertThat(reply.status())
                .as("%s with %s: %s", operation, with, reply.text())
                .isEqualTo(400);
    }

    private static Reply send(Operation operation, Map<String, String> places, JsonObject values, String... headers) {
        Operation.Call call = operation.call(places, values);
        return stage.call(call.verb(), call.path(), call.body(), headers);
    }

    /** Parameters that go together, each with a value that fits. */
    private static JsonObject valid(Operation operation, Ground ground) {
        JsonObject values = new JsonObject();
        operation
                .parameters()
                .forEach(parameter -> values.put(parameter.name(), value(operation, ground, parameter.name())));
        return values;
    }

    private static Object value(Operation operation, Ground ground, String name) {
        String fresh = "fresh" + ground.id();
        return switch (name) {
            case "userId" -> FRESH.contains(operation.method()) ? fresh : ground.id();
            case "email" ->
                Set.of("createEmailPasswordSession", "createRecovery").contains(operation.method())
                        ? ground.id() + "@example.com"
                        : fresh + "@example.com";
            case "phone" -> phone();
            case "password" -> operation.method().equals("updatePassword") ? "battery staple" : "correct horse";
            case "oldPassword" -> "correct horse";
            case "name" -> "Name";
            case "queries" -> array(LIMIT);
            case "url" -> "https://app.localhost/in";
            case "total", "mfa", "phrase" -> true;
            case "duration" -> 60;
            case "prefs" -> object("theme", "dark");
            case "targetId", "identifier" -> fresh;
            case "providerId" -> "fcm";
            case "factor" -> "totp";
            case "secret", "challengeId", "otp" -> ground.values().getString(name);
            default -> throw new IllegalArgumentException(operation + " has a parameter " + name + " without a value");
        };
    }

    private static String phone() {
        return "+49152" + (1_000_000 + MADE.get());
    }

    private static Ground ground(Operation operation) {
        String id = "a" + MADE.incrementAndGet();
        stage.user(id);
        String[] session = stage.session(id);
        stage.done(
                "POST",
                "/v1/account/targets/push",
                object("targetId", "push" + id, "identifier", "device" + id),
                session);
        stage.identify(id);
        JsonObject values = new JsonObject();
        String method = operation.method().toLowerCase(Locale.ROOT);
        if (!method.equals("createmfaauthenticator")) {
            authenticate(session, values, method);
        }
        if (operation.method().equals("createSession")) {
            values.put(
                    "secret",
                    stage.done("POST", "/v1/users/" + id + "/tokens", object("length", 40))
                            .getString("secret"));
        }
        stage.mockPhone(phone(), "246810");
        sendFor(operation.method(), id, session, values);
        return new Ground(
                id,
                List.of(session),
                Map.of("sessionId", "current", "targetId", "push" + id, "identityId", "identity" + id, "type", "totp"),
                values);
    }

    /** Leaves what the operation needs to be proved unproved. */
    private static void authenticate(String[] session, JsonObject values, String method) {
        AuthenticatorApp app =
                new AuthenticatorApp(stage.done("POST", "/v1/account/mfa/authenticators/totp", object(), session)
                        .getString("secret"));
        if (method.equals("updatemfaauthenticator")) {
            values.put("otp", app.code(0));
            return;
        }
        stage.done("PUT", "/v1/account/mfa/authenticators/totp", object("otp", app.code(0)), session);
        if (!method.equals("createmfarecoverycodes")) {
            stage.done("POST", "/v1/account/mfa/recovery-codes", object(), session);
        }
        String challenge = stage.done("POST", "/v1/account/mfa/challenges", object("factor", "totp"), session)
                .getString("$id");
        values.put("challengeId", challenge).put("otp", app.code(1));
        if (!method.equals("updatemfachallenge")) {
            stage.done("PUT", "/v1/account/mfa/challenges", values.copy(), session);
        }
    }

    /** What the operation shows, as it came by mail. */
    private static void sendFor(String method, String id, String[] session, JsonObject values) {
        String address = id + "@example.com";
        String url = "https://app.localhost/in";
        switch (method) {
            case "updateMagicURLSession" ->
                stage.done(
                        "POST",
                        "/v1/account/tokens/magic-url",
                        object("userId", id, "email", address, "url", url),
                        DatabasesStage.GUEST);
            case "createPhoneVerification" -> {
                stage.done("PATCH", "/v1/users/" + id + "/phone", object("number", phone()));
                return;
            }
            case "updatePhoneSession" -> {
                stage.done("PATCH", "/v1/users/" + id + "/phone", object("number", phone()));
                stage.done(
                        "POST",
                        "/v1/account/tokens/phone",
                        object("userId", id, "phone", phone()),
                        DatabasesStage.GUEST);
                values.put("secret", "246810");
                return;
            }
            case "updatePhoneVerification" -> {
                stage.done("PATCH", "/v1/users/" + id + "/phone", object("number", phone()));
                stage.done("POST", "/v1/account/verifications/phone", object(), session);
                values.put("secret", "246810");
                return;
            }
            case "updateRecovery" ->
                stage.done("POST", "/v1/account/recovery", object("email", address, "url", url), DatabasesStage.GUEST);
            case "updateEmailVerification", "updateVerification" ->
                stage.done("POST", "/v1/account/verifications/email", object("url", url), session);
            default -> {
                return;
            }
        }
        values.put("secret", mail.link(address).get("secret"));
    }
}
