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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation of the SDK's service of users: what it answers, what each parameter refuses, what who may not call it is
 * told, and what is said of a user who is not there. The counts are printed at the end.
 */
final class UsersContractTest {

    private static final String LIMIT = "{\"method\":\"limit\",\"values\":[1]}";
    private static final List<Operation> OPERATIONS = Operation.all("users.tsv");

    private static final Map<String, String> HASHES = Map.of(
            "createArgon2User",
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "createBcryptUser",
            "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
            "createMD5User",
            "900150983cd24fb0d6963f7d28e17f72",
            "createPHPassUser",
            "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0",
            "createSHAUser",
            "a9993e364706816aba3e25717850c26c9cd0d89d",
            "createScryptUser",
            "70".repeat(64),
            "createScryptModifiedUser",
            "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==");

    private static final AtomicInteger MADE = new AtomicInteger();
    private static final AtomicInteger ANSWERED = new AtomicInteger();
    private static final AtomicInteger REFUSED = new AtomicInteger();
    private static final AtomicInteger CALLERS = new AtomicInteger();

    @RegisterExtension
    static final AccountsStage stage = AccountsStage.open();

    static Stream<Operation> operations() {
        return OPERATIONS.stream();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void itAnswersTheModelAndRefusesWhatDoesNotFit(Operation operation) {
        Map<String, String> ground = ground(operation);
        refusesCallers(operation, ground);
        refusesWhereThereIsNobody(operation, ground);
        operation.parameters().forEach(parameter -> refuses(operation, ground, parameter));

        Reply reply = send(operation, ground, valid(operation), AccountsStage.KEY);

        assertThat(reply.status()).as("%s: %s", operation, reply.text()).isEqualTo(status(operation));
        if (reply.status() != 204) {
            assertThat(reply.json().fieldNames()).as("%s", operation).containsAll(operation.fields());
        }
        ANSWERED.incrementAndGet();
    }

    @AfterAll
    static void counts() {
        long parameters = OPERATIONS.stream()
                .mapToLong(operation -> operation.parameters().size())
                .sum();
        assertThat(ANSWERED.get()).isEqualTo(OPERATIONS.size());
        assertThat(REFUSED.get()).isEqualTo((int) parameters);
        System.out.printf(
                Locale.ROOT,
                "contract, users: %d/%d operations answered, %d/%d parameters refused what does not fit, %d callers refused%n",
                ANSWERED.get(),
                OPERATIONS.size(),
                REFUSED.get(),
                parameters,
                CALLERS.get());
    }

    private static int status(Operation operation) {
        if (operation.verb().equals("DELETE")) {
            return 204;
        }
        boolean makes = operation.verb().equals("POST")
                || operation.method().toLowerCase(Locale.ROOT).equals("createmfarecoverycodes");
        return makes ? 201 : 200;
    }

    private static void refusesCallers(Operation operation, Map<String, String> ground) {
        Map<String, String[]> callers = Map.of(
                "guest", DatabasesStage.GUEST,
                "user", DatabasesStage.ANNA,
                "key without scopes", DatabasesStage.POOR,
                "key of another project",
                        new String[] {"X-Appwrite-Project", "p1", "X-Appwrite-Key", "standard_other"});
        callers.forEach((who, headers) -> {
            Reply reply = send(operation, ground, valid(operation), headers);
            assertThat(reply.type())
                    .as("%s by a %s: %s", operation, who, reply.text())
                    .isEqualTo(
                            who.equals("key of another project") ? "project_id_missing" : "general_unauthorized_scope");
            CALLERS.incrementAndGet();
        });
    }

    private static void refusesWhereThereIsNobody(Operation operation, Map<String, String> ground) {
        if (operation.path().contains("{userId}")) {
            Map<String, String> nobody = new HashMap<>(ground);
            nobody.put("userId", "nobody");
            Reply reply = send(operation, nobody, valid(operation), AccountsStage.KEY);
            assertThat(reply.type()).as("%s of nobody", operation).isEqualTo("user_not_found");
        }
        for (String part : List.of("sessionId", "targetId", "identityId")) {
            if (operation.path().contains("{" + part + "}")) {
                Map<String, String> nothing = new HashMap<>(ground);
                nothing.put(part, "nothing");
                Reply reply = send(operation, nothing, valid(operation), AccountsStage.KEY);
                assertThat(reply.type())
                        .as("%s of nothing", operation)
                        .isEqualTo("user_" + part.replace("Id", "") + "_not_found");
            }
        }
    }

    private static void refuses(Operation operation, Map<String, String> ground, Parameter parameter) {
        Operation.misfits(parameter, valid(operation))
                .forEach((with, values) -> refused(operation, ground, values, with));
        REFUSED.incrementAndGet();
    }

    private static void refused(Operation operation, Map<String, String> ground, JsonObject values, String with) {
        Reply reply = send(operation, ground, values, AccountsStage.KEY);
        assertThat(reply.status())
                .as("%s with %s: %s", operation, with, reply.text())
                .isEqualTo(400);
    }

    private static Reply send(Operation operation, Map<String, String> ground, JsonObject values, String... headers) {
        Operation.Call call = operation.call(ground, values);
        return stage.call(call.verb(), call.path(), call.body(), headers);
    }

    /** Parameters that go together, each with a value that fits. */
    private static JsonObject valid(Operation operation) {
        JsonObject values = new JsonObject();
        operation.parameters().forEach(parameter -> values.put(parameter.name(), value(operation, parameter.name())));
        return values;
    }

    private static Object value(Operation operation, String name) {
        String fresh = "fresh" + MADE.get();
        return switch (name) {
            case "userId", "targetId" -> fresh;
            case "email" -> fresh + "@example.com";
            case "phone", "number" -> "+49151" + (1_000_000 + MADE.get());
            case "password" -> HASHES.getOrDefault(operation.method(), "correct horse");
            case "passwordVersion" -> "sha1";
            case "passwordSalt" -> "42xEC+ixf3L2lw==";
            case "passwordSaltSeparator" -> "Bw==";
            case "passwordSignerKey" ->
                "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==";
            case "passwordCpu" -> 16;
            case "passwordMemory" -> 8;
            case "passwordParallel" -> 1;
            case "passwordLength" -> 64;
            case "name" -> "Name";
            case "queries" -> array(LIMIT);
            case "search" -> "x";
            case "total", "mfa", "status", "impersonator", "emailVerification", "phoneVerification" -> true;
            case "sessionId" -> "recent";
            case "duration" -> 60;
            case "labels" -> array("vip", "vip");
            case "prefs" -> object("theme", "dark");
            case "providerType" -> "push";
            case "identifier" -> fresh;
            case "providerId" -> "fcm";
            case "length" -> 9;
            case "expire" -> 60;
            default -> throw new IllegalArgumentException(operation + " has a parameter " + name + " without a value");
        };
    }

    /** A user with one of everything; what stands for each name in a path. */
    private static Map<String, String> ground(Operation operation) {
        String id = "u" + MADE.incrementAndGet();
        stage.user(id);
        String user = "/v1/users/" + id;
        String session = stage.done("POST", user + "/sessions", object()).getString("$id");
        stage.done("POST", user + "/targets", object("targetId", id, "providerType", "push", "identifier", id));
        stage.join(id);
        stage.identify(id);
        stage.ask(
                "insert into meridian.authenticator (project_id, user_id, secret_sealed, verified, last_step, created_at)"
                        + " values ('p1', $2, '', true, 0, $1)",
                AccountsStage.now(),
                id);
        if (!operation.method().toLowerCase(Locale.ROOT).equals("createmfarecoverycodes")) {
            stage.done("PATCH", user + "/mfa/recovery-codes", object());
        }
        return Map.of(
                "userId", id,
                "sessionId", session,
                "targetId", id,
                "identityId", "identity" + id,
                "type", "totp");
    }
}
