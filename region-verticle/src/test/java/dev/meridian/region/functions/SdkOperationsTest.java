package dev.meridian.region.functions;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The service {@code functions} of node-appwrite 27.1.0, operation by operation. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
final class SdkOperationsTest {

    private FunctionsNode node;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        node = new FunctionsNode(data, InstantSource.system());
        node.fill("p1", "none", 0, 0);
        node.deploy("p1", "f", 15, "any");
    }

    @AfterAll
    void stop() {
        node.close();
    }

    /** Operation, verb, path; and what it answers for a function that does not exist. */
    static Stream<Arguments> operations() {
        String none = "function_not_found";
        return Stream.of(
                Arguments.of("list", "GET", "", ""),
                Arguments.of("create", "POST", "", "general_argument_invalid"),
                Arguments.of("listRuntimes", "GET", "/runtimes", ""),
                Arguments.of("listSpecifications", "GET", "/specifications", ""),
                Arguments.of("get", "GET", "/none", none),
                Arguments.of("update", "PUT", "/none", none),
                Arguments.of("delete", "DELETE", "/none", none),
                Arguments.of("updateFunctionDeployment", "PATCH", "/none/deployment", none),
                Arguments.of("listDeployments", "GET", "/none/deployments", none),
                Arguments.of("createDeployment", "POST", "/none/deployments", none),
                Arguments.of("createDuplicateDeployment", "POST", "/none/deployments/duplicate", none),
                Arguments.of("createTemplateDeployment", "POST", "/none/deployments/template", none),
                Arguments.of("createVcsDeployment", "POST", "/none/deployments/vcs", none),
                Arguments.of("getDeployment", "GET", "/none/deployments/d", none),
                Arguments.of("deleteDeployment", "DELETE", "/none/deployments/d", none),
                Arguments.of("getDeploymentDownload", "GET", "/none/deployments/d/download", none),
                Arguments.of("updateDeploymentStatus", "PATCH", "/none/deployments/d/status", none),
                Arguments.of("listExecutions", "GET", "/none/executions", none),
                Arguments.of("createExecution", "POST", "/none/executions", none),
                Arguments.of("getExecution", "GET", "/none/executions/e", "execution_not_found"),
                Arguments.of("deleteExecution", "DELETE", "/none/executions/e", "execution_not_found"),
                Arguments.of("listVariables", "GET", "/none/variables", none),
                Arguments.of("createVariable", "POST", "/none/variables", none),
                Arguments.of("getVariable", "GET", "/none/variables/v", none),
                Arguments.of("updateVariable", "PUT", "/none/variables/v", none),
                Arguments.of("deleteVariable", "DELETE", "/none/variables/v", none));
    }

    @Test
    void thereAreTwentySix() {
        assertThat(operations()).hasSize(26);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void eachIsAnswered(String operation, String verb, String path, String type) {
        JsonObject body = verb.equals("GET") || operation.equals("create")
                ? object()
                : object(
                        "name",
                        "n",
                        "deploymentId",
                        "d",
                        "key",
                        "k",
                        "value",
                        "v",
                        "type",
                        "branch",
                        "reference",
                        "main",
                        "repository",
                        "r",
                        "owner",
                        "o",
                        "rootDirectory",
                        "");

        FunctionsNode.Reply reply = node.send(verb, "p1", "/v1/functions" + path, body, "key");

        if (type.isEmpty()) {
            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        } else {
            assertThat(reply.type()).as(reply.text()).isEqualTo(type);
        }
    }

    /** What a server says that is connected to no Git host. */
    @Test
    void whatLiesAtAGitHostIsRefusedOnceTheRequestIsRight() {
        JsonObject template = object(
                "repository",
                "templates",
                "owner",
                "appwrite",
                "rootDirectory",
                "node/starter",
                "type",
                "tag",
                "reference",
                "0.1.0");
        JsonObject vcs = object("type", "branch", "reference", "main", "activate", true);

        assertThat(post("template", template).type()).isEqualTo("provider_repository_not_found");
        assertThat(post("template", template).status()).isEqualTo(404);
        assertThat(post("vcs", vcs).type()).isEqualTo("installation_not_found");
        assertThat(post("vcs", vcs).status()).isEqualTo(404);
        for (String name : template.fieldNames()) {
            JsonObject lacking = template.copy();
            lacking.remove(name);
            assertThat(post("template", lacking).type()).as(name).isEqualTo("general_argument_invalid");
        }
        for (JsonObject bad : List.of(
                object("reference", "main"),
                object("type", "branch"),
                object("type", "twig", "reference", "main"),
                object("type", "branch", "reference", ""),
                object("type", "branch", "reference", "x".repeat(256)),
                vcs.copy().put("activate", "perhaps"))) {
            assertThat(post("vcs", bad).type()).as(bad.encode()).isEqualTo("general_argument_invalid");
        }
    }

    private FunctionsNode.Reply post(String kind, JsonObject body) {
        return node.send("POST", "p1", "/v1/functions/f/deployments/" + kind, body, "key");
    }

    @Test
    void settingsThatConnectToAGitHostAreRefused() {
        assertThat(put(object("installationId", "i")).type()).isEqualTo("installation_not_found");
        assertThat(put(object("providerRepositoryId", "r")).type()).isEqualTo("general_argument_invalid");
        assertThat(put(object("providerPaths", array(1))).type()).isEqualTo("general_argument_invalid");
        assertThat(put(object("scopes", array("rows.write", "everything"))).type())
                .isEqualTo("general_argument_invalid");
        FunctionsNode.Reply fine = put(object(
                "installationId",
                "",
                "providerRepositoryId",
                "",
                "providerBranch",
                "",
                "providerSilentMode",
                false,
                "providerRootDirectory",
                "",
                "providerBranches",
                array(),
                "providerPaths",
                array(),
                "specification",
                "s-1vcpu-512mb",
                "scopes",
                array("rows.write")));
        assertThat(fine.status()).as(fine.text()).isEqualTo(200);
        assertThat(fine.json().getString("specification")).isEqualTo("s-1vcpu-512mb");
    }

    private FunctionsNode.Reply put(JsonObject settings) {
        return node.send("PUT", "p1", "/v1/functions/f", settings.put("name", "f"), "key");
    }

    @ParameterizedTest
    @CsvSource({
        "deployments, status,             ready,  failed",
        "deployments, type,               manual, vcs",
        "deployments, activate,           true,   false",
        "executions,  trigger,            http,   event",
        "executions,  status,             completed, failed",
        "executions,  responseStatusCode, 201,    500",
        "executions,  requestMethod,      POST,   GET",
        "executions,  requestPath,        /here,  /there",
        "variables,   key,                one,    two",
        "variables,   secret,             false,  true",
        "variables,   resourceType,       function, site",
    })
    void listsAreFilteredByTheContractsAttributes(String list, String attribute, String some, String none) {
        if (list.equals("executions") && node.total("f") == 0) {
            node.execute("f", object("path", "/here"), "key");
        }
        if (list.equals("variables")) {
            node.send(
                    "POST",
                    "p1",
                    "/v1/functions/f/variables",
                    object("variableId", "v", "key", "one", "value", "1", "secret", false),
                    "key");
        }

        assertThat(listed(list, attribute, some)).isPositive();
        assertThat(listed(list, attribute, none)).isZero();
    }

    private int listed(String list, String attribute, String value) {
        Object typed = switch (attribute) {
            case "activate", "secret" -> Boolean.valueOf(value);
            case "responseStatusCode" -> Integer.valueOf(value);
            default -> value;
        };
        String query = object("method", "equal", "attribute", attribute, "values", array(typed))
                .encode();
        FunctionsNode.Reply reply = node.send(
                "GET",
                "p1",
                "/v1/functions/f/" + list + "?queries[0]=" + URLEncoder.encode(query, StandardCharsets.UTF_8),
                object(),
                "key");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        JsonArray items = reply.json().getJsonArray(list);
        assertThat(reply.json().getInteger("total")).isEqualTo(items.size());
        return items.size();
    }

    @Test
    void aListIsNotCountedUnlessItIsWanted() {
        for (String list : List.of("", "/f/deployments", "/f/executions", "/f/variables")) {
            FunctionsNode.Reply reply =
                    node.send("GET", "p1", "/v1/functions" + list + "?total=false", object(), "key");
            assertThat(reply.json().getInteger("total")).as(list).isZero();
        }
    }

    @Test
    void deploymentsAreSearched() {
        String id = node.send("GET", "p1", "/v1/functions/f", object(), "key")
                .json()
                .getString("deploymentId");
        assertThat(searched(id.substring(3))).isEqualTo(1);
        assertThat(searched("index.js")).isEqualTo(1);
        assertThat(searched("nothing")).isZero();
    }

    private int searched(String text) {
        return node.send("GET", "p1", "/v1/functions/f/deployments?search=" + text, object(), "key")
                .json()
                .getInteger("total");
    }
}
