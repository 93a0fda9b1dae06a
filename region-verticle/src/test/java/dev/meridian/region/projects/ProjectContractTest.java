package dev.meridian.region.projects;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.contract.Operation;
import dev.meridian.region.contract.Operation.Parameter;
import dev.meridian.region.databases.DatabasesStage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every open-source operation of the SDK's service {@code project}: what it answers, what each parameter refuses, and what
 * who may not call it is told. The counts are printed at the end.
 */
final class ProjectContractTest {

    private static final String LIMIT = "{\"method\":\"limit\",\"values\":[1]}";
    private static final String[] OTHER = {"X-Appwrite-Project", "p2", "X-Appwrite-Key", "standard_other"};

    private static final List<Operation> OPERATIONS = Operation.all("project.tsv");
    private static final AtomicInteger MADE = new AtomicInteger();
    private static final AtomicInteger ANSWERED = new AtomicInteger();
    private static final AtomicInteger REFUSED = new AtomicInteger();
    private static final AtomicInteger CALLERS = new AtomicInteger();

    private static final GreenMail MAIL = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));

    @RegisterExtension
    static final DatabasesStage stage = ProjectStage.open();

    static Stream<Operation> operations() {
        return OPERATIONS.stream();
    }

    @BeforeAll
    static void openMailServer() {
        MAIL.start();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void itAnswersTheModelAndRefusesWhatDoesNotFit(Operation operation) {
        Map<String, String> ground = ground(operation);
        refusesCallers(operation, ground);
        operation.parameters().forEach(parameter -> refuses(operation, ground, parameter));

        Reply reply = send(
                operation,
                ground,
                valid(operation, ground),
                operation.method().equals("delete") ? OTHER : DatabasesStage.KEY);

        assertThat(reply.status()).as("%s: %s", operation, reply.text()).isBetween(200, 299);
        if (operation.fields().isEmpty()) {
            assertThat(reply.status()).isEqualTo(204);
        } else {
            assertThat(reply.json().fieldNames()).as("%s", operation).containsAll(operation.fields());
        }
        ANSWERED.incrementAndGet();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /v1/project/oauth2-server",
                "PATCH /v1/project/policies/deny-aliased-email",
                "PATCH /v1/project/policies/deny-corporate-email",
                "PATCH /v1/project/policies/deny-disposable-email",
                "PATCH /v1/project/policies/deny-free-email"
            })
    void whatOnlyTheCloudHasIsNoRoute(String route) {
        String[] parts = route.split(" ", 2);

        assertThat(stage.call(parts[0], parts[1], object("enabled", true)).type())
                .isEqualTo("general_route_not_found");
    }

    @AfterAll
    static void counts() {
        MAIL.stop();
        int parameters = OPERATIONS.stream()
                .mapToInt(operation -> operation.parameters().size())
                .sum();
        assertThat(ANSWERED.get()).isEqualTo(OPERATIONS.size());
        assertThat(REFUSED.get()).isEqualTo(parameters);
        System.out.printf(
                Locale.ROOT,
                "contract, project: %d/%d operations answered, %d/%d parameters refused what does not fit, %d callers refused%n",
                ANSWERED.get(),
                OPERATIONS.size(),
                REFUSED.get(),
                parameters,
                CALLERS.get());
    }

    private static void refusesCallers(Operation operation, Map<String, String> ground) {
        Map<String, String[]> callers = Map.of(
                "guest", DatabasesStage.GUEST,
                "user", DatabasesStage.ANNA,
                "key without scopes", DatabasesStage.POOR,
                "key of another project",
                        new String[] {"X-Appwrite-Project", "p1", "X-Appwrite-Key", "standard_other"});
        callers.forEach((who, headers) -> {
            Reply reply = send(operation, ground, valid(operation, ground), headers);
            assertThat(reply.status())
                    .as("%s by a %s: %s", operation, who, reply.text())
                    .isIn(401, 403);
            CALLERS.incrementAndGet();
        });
    }

    private static void refuses(Operation operation, Map<String, String> ground, Parameter parameter) {
        Map<String, JsonObject> misfits = Operation.misfits(parameter, valid(operation, ground));
        if (parameter.name().equals("message")) {
            misfits.remove("too large a message");
        }
        misfits.forEach((with, values) -> refused(operation, ground, values, with));
        REFUSED.incrementAndGet();
    }

    private static void refused(Operation operation, Map<String, String> ground, JsonObject values, String with) {
        Reply reply = send(operation, ground, values, DatabasesStage.KEY);
        assertThat(reply.status())
                .as("%s with %s: %s", operation, with, reply.text())
                .isEqualTo(400);
        assertThat(reply.type()).as("%s with %s", operation, with).isEqualTo("general_argument_invalid");
    }

    private static Reply send(Operation operation, Map<String, String> ground, JsonObject values, String... headers) {
        Operation.Call call = operation.call(ground, values);
        return call.verb().equals("GET")
                ? stage.get(call.path(), headers)
                : stage.call(call.verb(), call.path(), call.body(), headers);
    }

    private static JsonObject valid(Operation operation, Map<String, String> ground) {
        JsonObject values = new JsonObject();
        operation.parameters().forEach(parameter -> values.put(parameter.name(), value(operation, ground, parameter)));
        return values;
    }

    private static Object value(Operation operation, Map<String, String> ground, Parameter parameter) {
        return switch (parameter.type()) {
            case "boolean" -> true;
            case "number" ->
                switch (parameter.name()) {
                    case "port" -> MAIL.getSmtp().getPort();
                    case "duration" -> 900;
                    default -> 9;
                };
            case "string[]" -> list(operation, parameter.name());
            default -> text(ground, parameter.name());
        };
    }

    private static Object list(Operation operation, String name) {
        return switch (name) {
            case "queries" -> array(LIMIT);
            case "scopes" -> array("users.read");
            case "labels" -> array("vip");
            case "emails" -> array("to@example.org");
            case "prompt" -> array("consent");
            default -> throw new IllegalArgumentException(operation + " has a list " + name + " without a value");
        };
    }

    private static String text(Map<String, String> ground, String name) {
        return switch (name) {
            case "keyId", "variableId", "platformId" -> "fresh" + ground.get(name);
            case "key" -> "KEY_" + MADE.get();
            case "number" -> "+4930" + (2_000_000 + MADE.get());
            case "otp" -> "654321";
            case "expire" -> "2040-01-01T00:00:00.000+00:00";
            case "hostname" -> "app.example.com";
            case "host" -> "127.0.0.1";
            case "secure" -> "tls";
            case "senderEmail", "replyToEmail" -> "from@example.org";
            case "templateId" -> "recovery";
            case "locale" -> "de";
            case "endpoint", "wellKnownURL", "authorizationURL", "tokenURL", "userInfoURL" ->
                "https://id.example.com/x";
            default -> "a value";
        };
    }

    /** What stands for each name of a path, made anew for each operation. */
    private static Map<String, String> ground(Operation operation) {
        int n = MADE.incrementAndGet();
        String id = "g" + n;
        String number = "+4930" + (1_000_000 + n);
        String kind =
                operation.method().startsWith("update") && operation.method().endsWith("Platform")
                        ? operation.path().split("/", -1)[4]
                        : "web";
        made("keys", object("keyId", id, "name", id, "scopes", array("users.read")));
        made("variables", object("variableId", id, "key", id, "value", "v", "secret", false));
        made("mock-phones", object("number", number, "otp", "123456"));
        made("platforms/" + kind, platform(id));
        if (operation.method().equals("createSMTPTest")) {
            ProjectStage.set(
                    stage,
                    "smtp",
                    "host",
                    "127.0.0.1",
                    "port",
                    MAIL.getSmtp().getPort(),
                    "secure",
                    "",
                    "username",
                    "",
                    "senderEmail",
                    "from@example.org",
                    "enabled",
                    true);
        }
        return Map.ofEntries(
                Map.entry("keyId", id),
                Map.entry("variableId", id),
                Map.entry("platformId", id),
                Map.entry("number", number.replace("+", "%2B")),
                Map.entry("providerId", "github"),
                Map.entry("policyId", "user-limit"),
                Map.entry("templateId", "verification"),
                Map.entry("protocolId", "graphql"),
                Map.entry("serviceId", "avatars"),
                Map.entry("methodId", "anonymous"));
    }

    private static JsonObject platform(String id) {
        return object("platformId", id, "name", id, "hostname", "known.example.com", "bundleIdentifier", "x")
                .mergeIn(object("applicationId", "x", "packageName", "x", "packageIdentifierName", "x"));
    }

    private static void made(String path, JsonObject body) {
        Reply reply = stage.call("POST", "/v1/project/" + path, body);
        assertThat(reply.status()).as("%s: %s", path, reply.text()).isEqualTo(201);
    }
}
