package dev.meridian.region;

import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import dev.meridian.core.archive.Archive;
import dev.meridian.core.archive.ArchiveLimits;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.core.sites.Form;
import dev.meridian.proto.registry.v1.Domain;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.proto.registry.v1.Target;
import dev.meridian.proto.sites.v1.FetchRequest;
import dev.meridian.proto.sites.v1.SitesGrpcClient;
import dev.meridian.region.TestingRegion.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Sites of a whole region: real database, real uploads, real credentials, served at the region itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
final class SitesTest {

    private static final int CHUNK = 5 * 1024 * 1024;

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final GrpcClient grpc = GrpcClient.client(vertx);
    private final io.vertx.core.http.HttpClient visitors = vertx.createHttpClient();
    private TestingNetwork network;
    private TestingRegion region;
    private String[] key;
    private String[] reader;

    @BeforeAll
    void start(@TempDir Path data) {
        network = new TestingNetwork(vertx, "fra", "nyc");
        region = TestingRegion.start(network, vertx, "fra", data.resolve("fra"));
        JsonObject ada = object("userId", "ada", "email", "ada@example.org", "password", "12345678");
        region.post("/v1/account", ada);
        String cookie =
                region.post("/v1/account/sessions/email", ada).response().headers().allValues("Set-Cookie").stream()
                        .map(line -> line.substring(0, line.indexOf(';')))
                        .collect(Collectors.joining("; "));
        region.post("/v1/teams", object("teamId", "crew", "name", "Crew"), "Cookie", cookie);
        region.post(
                "/v1/projects",
                object("projectId", "atlas", "name", "Atlas", "teamId", "crew", "region", "fra"),
                "Cookie",
                cookie);
        key = region.key(
                "atlas",
                cookie,
                "sites.read",
                "sites.write",
                "rules.read",
                "rules.write",
                "functions.read",
                "functions.write");
        reader = region.key("atlas", cookie, "sites.read");
    }

    @AfterAll
    void stop() {
        client.close();
        region.close();
        TestingRegion.wait(grpc.close());
        TestingRegion.wait(vertx.close());
    }

    @Test
    void aSiteHasEveryFieldOfTheContract() {
        Reply made = region.post(
                "/v1/sites",
                object("siteId", "full", "name", "Full", "framework", "react", "buildRuntime", "node-22")
                        .put("outputDirectory", "./dist")
                        .put("buildCommand", "npm run build")
                        .put("installCommand", "npm ci")
                        .put("fallbackFile", "/index.html")
                        .put("adapter", "static")
                        .put("timeout", 20)
                        .put("deploymentRetention", 7),
                key);

        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.json().fieldNames())
                .containsExactlyInAnyOrder(
                        "$id",
                        "$createdAt",
                        "$updatedAt",
                        "name",
                        "enabled",
                        "live",
                        "logging",
                        "framework",
                        "deploymentRetention",
                        "deploymentId",
                        "deploymentCreatedAt",
                        "deploymentScreenshotLight",
                        "deploymentScreenshotDark",
                        "latestDeploymentId",
                        "latestDeploymentCreatedAt",
                        "latestDeploymentStatus",
                        "vars",
                        "timeout",
                        "installCommand",
                        "buildCommand",
                        "startCommand",
                        "outputDirectory",
                        "installationId",
                        "providerRepositoryId",
                        "providerBranch",
                        "providerRootDirectory",
                        "providerSilentMode",
                        "providerBranches",
                        "providerPaths",
                        "buildSpecification",
                        "runtimeSpecification",
                        "buildRuntime",
                        "adapter",
                        "fallbackFile");
        assertThat(made.json().getString("fallbackFile")).isEqualTo("index.html");
        assertThat(region.get("/v1/sites/full", key).json()).isEqualTo(made.json());
        Reply changed = region.call(
                "PUT",
                "/v1/sites/full",
                object("name", "Renamed", "framework", "vue").encode(),
                key);
        assertThat(changed.json().getString("name")).isEqualTo("Renamed");
        assertThat(changed.json().getString("buildCommand")).isEqualTo("npm run build");
        assertThat(changed.json().getInteger("timeout")).isEqualTo(20);
        assertThat(region.get("/v1/sites?search=Renamed", key).json().getJsonArray("sites"))
                .hasSize(1);
    }

    @Test
    void whatIsNoSiteIsRefusedAndChangesNothing() {
        create("plain", object());
        JsonObject fit = object("siteId", "refused", "name", "N", "framework", "other", "buildRuntime", "static-1");

        for (JsonObject unfit : List.of(
                fit.copy().put("siteId", "_bad"),
                fit.copy().put("name", ""),
                fit.copy().put("name", "n".repeat(129)),
                fit.copy().put("framework", "cobol"),
                fit.copy().putNull("framework"),
                fit.copy().put("buildRuntime", "node-99"),
                fit.copy().putNull("buildRuntime"),
                fit.copy().put("adapter", "ssr"),
                fit.copy().put("adapter", "other"),
                fit.copy().put("timeout", 31),
                fit.copy().put("enabled", "perhaps"),
                fit.copy().put("buildCommand", "x".repeat(8_193)),
                fit.copy().put("fallbackFile", "x".repeat(256)))) {
            Reply reply = region.post("/v1/sites", unfit, key);
            assertThat(reply.status()).as(unfit.encode()).isEqualTo(400);
            assertThat(reply.type()).as(unfit.encode()).isEqualTo("general_argument_invalid");
        }
        assertThat(region.post("/v1/sites", fit.copy().put("siteId", "plain"), key)
                        .type())
                .isEqualTo("site_already_exists");
        assertThat(region.post("/v1/sites", fit, reader).type()).isEqualTo("general_unauthorized_scope");
        assertThat(region.get("/v1/sites/refused", key).type()).isEqualTo("site_not_found");
        assertThat(region.get("/v1/sites/refused/deployments", key).type()).isEqualTo("site_not_found");
        assertThat(region.delete("/v1/sites/refused", key).type()).isEqualTo("site_not_found");
        assertThat(activate("plain", "absent").type()).isEqualTo("deployment_not_found");
        assertThat(upload("refused", tar(Map.of("index.html", "x")), "code.tar.gz")
                        .type())
                .isEqualTo("site_not_found");
        assertThat(upload("plain", tar(Map.of("index.html", "x")), "code.zip").type())
                .isEqualTo("storage_file_type_unsupported");
        assertThat(region.get("/v1/sites/plain/deployments", key).json().getInteger("total"))
                .isZero();
    }

    @Test
    void aLabelIsGivenOnceToAFunctionOrASite() {
        JsonObject function = object("functionId", "twin", "name", "F", "runtime", "edge-js-1");
        assertThat(region.post("/v1/functions", function, key).status()).isEqualTo(201);
        create("twin", object());

        List<String> domains = domains("twin");

        assertThat(domains).hasSize(4).contains("twin.network.localhost", "twin.fra.run.localhost");
        assertThat(domains).anyMatch(domain -> domain.matches("twin-[a-z0-9]{6}\\.network\\.localhost"));
        assertThat(region.delete("/v1/sites/twin", key).status()).isEqualTo(204);
        assertThat(domains("twin")).containsExactlyInAnyOrder("twin.network.localhost", "twin.fra.run.localhost");
    }

    private List<String> domains(String resource) {
        String query = "%7B%22method%22%3A%22equal%22%2C%22attribute%22%3A%22deploymentResourceId%22%2C%22values%22%3A"
                + "%5B%22" + resource + "%22%5D%7D";
        JsonArray rules =
                region.get("/v1/proxy/rules?queries[0]=" + query, key).json().getJsonArray("rules");
        return rules.stream()
                .map(rule -> ((JsonObject) rule).getString("domain"))
                .toList();
    }

    @Test
    void aDeploymentIsServedOnceItIsActiveAndARollbackIsInstant() {
        create("shop", object("fallbackFile", ""));
        assertThat(visit("shop", "/").text()).contains("deployment_not_found");
        String first = deploy("shop", Map.of("index.html", "one", "old.js", "1", "404.html", "lost"), true);
        assertThat(visit("shop", "/").text()).isEqualTo("one");

        String second = deploy("shop", Map.of("index.html", "two", "new.js", "2"), false);
        assertThat(visit("shop", "/").text()).isEqualTo("one");
        assertThat(visit("shop", "/none").text()).isEqualTo("lost");
        assertThat(visit("shop", "/none").status()).isEqualTo(404);
        Reply activated = activate("shop", second);
        assertThat(activated.json().getString("deploymentId")).isEqualTo(second);
        Reply served = visit("shop", "/");
        assertThat(served.text()).isEqualTo("two");
        assertThat(served.header("meridian-deployment")).isEqualTo(second);
        assertThat(served.header("meridian-region")).isEqualTo("fra");
        assertThat(served.header("cache-control")).isEqualTo("public, max-age=0, must-revalidate");

        activate("shop", first);
        assertThat(visit("shop", "/").text()).isEqualTo("one");
        assertThat(region.call("POST", "/", "x", site("shop")).status()).isEqualTo(405);
        assertThat(region.call("HEAD", "/", "", site("shop")).header("content-length"))
                .isEqualTo("3");

        JsonObject off = object("name", "shop", "framework", "other", "enabled", false);
        region.call("PUT", "/v1/sites/shop", off.encode(), key);
        assertThat(visit("shop", "/").text()).contains("site_not_found").doesNotContain("one");
    }

    @Test
    void aPageOfTheDeploymentBeforeGetsItsFilesForAMomentUnlessItIsDeleted() {
        create("spa", object("fallbackFile", "index.html"));
        String first = deploy("spa", Map.of("index.html", "one", "one.js", "1", "gone.html", "page"), true);
        String second = deploy("spa", Map.of("index.html", "two", "two.js", "2"), true);
        String[] fromHere = with(site("spa"), "Referer", "http://127.0.0.1:" + region.port + "/");

        Reply asset = region.call("GET", "/one.js", "", fromHere);
        assertThat(asset.text()).isEqualTo("1");
        assertThat(asset.header("meridian-deployment")).isEqualTo(first);
        assertThat(region.call("GET", "/two.js", "", fromHere).header("meridian-deployment"))
                .isEqualTo(second);
        assertThat(region.call("GET", "/gone", "", fromHere).text())
                .as("a page is never of the deployment before")
                .isEqualTo("two");
        assertThat(visit("spa", "/one.js").text()).as("nobody asked from here").isEqualTo("two");
        assertThat(region.call("GET", "/one.js", "", with(site("spa"), "Referer", "http://else.example/"))
                        .text())
                .isEqualTo("two");

        assertThat(region.delete("/v1/sites/spa/deployments/" + first, key).status())
                .isEqualTo(204);
        assertThat(region.call("GET", "/one.js", "", fromHere).text()).isEqualTo("two");
        assertThat(region.delete("/v1/sites/spa/deployments/" + second, key).status())
                .isEqualTo(204);
        assertThat(visit("spa", "/").text()).contains("deployment_not_found");
    }

    @Test
    void aSiteComesBuiltAndIsToldSoWhenItDoesNot() {
        create("source", object("outputDirectory", "./dist", "buildCommand", "npm run build"));
        JsonObject failed = awaitBuilt("source", accepted(upload("source", tar(Map.of("src/a.js", "x")), "c.tar.gz")));

        assertThat(failed.getString("status")).isEqualTo("failed");
        assertThat(failed.getString("buildLogs"))
                .contains("The output directory './dist' is not in the upload.")
                .contains("build commands are not run");
        assertThat(activate("source", failed.getString("$id")).type()).isEqualTo("build_not_ready");

        byte[] whole = tar(Map.of("dist/index.html", "built", "src/secret.js", "x"));
        JsonObject ready = awaitBuilt("source", accepted(upload("source", whole, "c.tar.gz")));
        assertThat(ready.getString("status")).as(ready.encode()).isEqualTo("ready");
        assertThat(ready.getString("buildLogs")).contains("build commands are not run");
        assertThat(ready.getString("resourceType")).isEqualTo("sites");
        activate("source", ready.getString("$id"));
        assertThat(visit("source", "/").text()).isEqualTo("built");
        assertThat(visit("source", "/src/secret.js").status()).isEqualTo(404);
        assertThat(visit("source", "/../src/secret.js").status()).isEqualTo(404);

        create("escaping", object("outputDirectory", "../.."));
        assertThat(awaitBuilt("escaping", accepted(upload("escaping", whole, "c.tar.gz")))
                        .getString("buildLogs"))
                .contains("leads out of the upload");
    }

    @Test
    void textIsCompressedOnceWhenItIsBuiltAndWhatIsHiddenStaysHere() throws Exception {
        create("text", object());
        String code = "let a = 1;\n".repeat(400);
        String id = deploy(
                "text",
                Map.of(
                        "app.js",
                        code,
                        "small.js",
                        "1",
                        ".env",
                        "KEY=1",
                        "a/.git/config",
                        "x",
                        ".meridian/br/app.js",
                        "planted"),
                true);
        JsonObject built = region.get("/v1/sites/text/deployments/" + id, key).json();
        assertThat(built.getString("buildLogs"))
                .contains(
                        "3 files whose names begin with a dot are left out.",
                        "2 compressed forms",
                        "2 files, artefact");
        Path output = folder.resolve("text-output");
        Path archive = Files.write(
                folder.resolve("text.tar.gz"),
                download("text", id, "?type=output").body());
        Archive.unpack(archive, output, ArchiveLimits.ARTEFACT);
        try (Stream<Path> all = Files.walk(output)) {
            assertThat(all.filter(Files::isRegularFile)
                            .map(file -> output.relativize(file).toString()))
                    .containsExactlyInAnyOrder("app.js", "small.js", ".meridian/br/app.js", ".meridian/gzip/app.js");
        }
        try (InputStream gzip = new GZIPInputStream(Files.newInputStream(Form.GZIP.path(output, "app.js")));
                InputStream brotli = new BrotliInputStream(Files.newInputStream(Form.BR.path(output, "app.js")))) {
            assertThat(gzip.readAllBytes()).asString().isEqualTo(code);
            assertThat(brotli.readAllBytes()).asString().isEqualTo(code);
        }

        Reply brotli = region.call("GET", "/app.js", "", with(site("text"), "Accept-Encoding", "gzip, br"));
        assertThat(brotli.header("content-encoding")).isEqualTo("br");
        assertThat(brotli.header("vary")).isEqualTo("Accept-Encoding");
        assertThat(brotli.header("content-type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(brotli.header("content-length"))
                .isEqualTo(String.valueOf(Files.size(Form.BR.path(output, "app.js"))));
        Reply plain = visit("text", "/app.js");
        assertThat(plain.text()).isEqualTo(code);
        assertThat(plain.header("vary")).isEqualTo("Accept-Encoding");
        assertThat(plain.header("etag")).isNotEqualTo(brotli.header("etag"));
        Reply held = region.call(
                "GET",
                "/app.js",
                "",
                with(site("text"), "Accept-Encoding", "br", "If-None-Match", brotli.header("etag")));
        assertThat(held.status()).isEqualTo(304);
        assertThat(held.header("etag")).isEqualTo(brotli.header("etag"));
        assertThat(visit("text", "/.meridian/br/app.js").status()).isEqualTo(404);
        assertThat(visit("text", "/small.js").response().headers().firstValue("vary"))
                .isEmpty();
    }

    @Test
    void anUploadInChunksIsOneDeploymentWhichNodesFetchByItsDigest() throws Exception {
        create("large", object());
        byte[] noise = new byte[CHUNK + 1_000];
        new Random(7).nextBytes(noise);
        Path source = Files.createTempDirectory(folder, "large");
        Files.write(source.resolve("noise.bin"), noise);
        Files.writeString(source.resolve("index.html"), "large");
        Path file = folder.resolve("large.tar.gz");
        Archive.pack(source, file);
        byte[] all = Files.readAllBytes(file);

        Reply first = send("large", Arrays.copyOf(all, CHUNK), "c.tar.gz", "true", range(0, CHUNK, all.length));
        String id = accepted(first);
        Reply last = send(
                "large",
                Arrays.copyOfRange(all, CHUNK, all.length),
                "c.tar.gz",
                "true",
                with(range(CHUNK, all.length, all.length), "X-Appwrite-ID", id));

        assertThat(last.json().getString("$id")).isEqualTo(id);
        assertThat(awaitBuilt("large", id).getString("status")).isEqualTo("ready");
        assertThat(visit("large", "/").text()).isEqualTo("large");
        Buffer artefact = fetch("large", id);
        assertThat(artefact.length()).isGreaterThan(CHUNK);
        HttpResponse<byte[]> source1 = download("large", id, "");
        assertThat(source1.body()).isEqualTo(all);
        assertThat(download("large", id, "?type=output").body()).isEqualTo(artefact.getBytes());
        assertThat(download("large", id, "?type=other").statusCode()).isEqualTo(400);
    }

    private static String[] range(int from, int to, int total) {
        return new String[] {"Content-Range", "bytes " + from + "-" + (to - 1) + "/" + total};
    }

    @Test
    void aDuplicateIsBuiltBySettingsOfNowAndActivated() {
        create("again", object());
        String first = deploy("again", Map.of("index.html", "top", "dist/index.html", "inner"), true);
        JsonObject moved = object("name", "again", "framework", "other", "outputDirectory", "dist");
        region.call("PUT", "/v1/sites/again", moved.encode(), key);

        Reply copy = region.post("/v1/sites/again/deployments/duplicate", object("deploymentId", first), key);

        assertThat(copy.status()).as(copy.text()).isEqualTo(202);
        assertThat(awaitBuilt("again", copy.json().getString("$id")).getString("status"))
                .isEqualTo("ready");
        assertThat(visit("again", "/").text()).isEqualTo("inner");
        assertThat(region.get("/v1/sites/again/deployments", key).json().getInteger("total"))
                .isEqualTo(2);
        assertThat(region.post("/v1/sites/again/deployments/duplicate", object("deploymentId", "none"), key)
                        .type())
                .isEqualTo("deployment_not_found");
    }

    @Test
    void variablesAreKeptAndTheSecretOnesNeverShown() {
        create("vars", object());
        String all = "/v1/sites/vars/variables";
        Reply open = region.post(all, object("variableId", "v1", "key", "MODE", "value", "fast", "secret", false), key);
        Reply secret = region.post(all, object("variableId", "v2", "key", "TOKEN", "value", "s3cret"), key);

        assertThat(open.status()).as(open.text()).isEqualTo(201);
        assertThat(open.json().getString("resourceType")).isEqualTo("site");
        assertThat(secret.text()).doesNotContain("s3cret");
        assertThat(region.get(all, key).text()).contains("fast").doesNotContain("s3cret");
        assertThat(region.get("/v1/sites/vars", key).text()).contains("fast").doesNotContain("s3cret");
        assertThat(region.post(all, object("variableId", "v3", "key", "MODE", "value", ""), key)
                        .type())
                .isEqualTo("variable_already_exists");
        assertThat(change("v2", object("secret", false)).type()).isEqualTo("variable_cannot_unset_secret");
        assertThat(change("v2", object("key", "MODE")).type()).isEqualTo("variable_already_exists");
        assertThat(change("v1", object("value", "slow", "key", "PACE")).json().getString("value"))
                .isEqualTo("slow");
        assertThat(change("v1", object("secret", true)).text()).doesNotContain("slow");
        assertThat(change("none", object("value", "x")).type()).isEqualTo("variable_not_found");
        assertThat(change("v1", object("value", "x".repeat(8_193))).type()).isEqualTo("general_argument_invalid");
        assertThat(region.delete(all + "/v1", key).status()).isEqualTo(204);
        assertThat(region.get(all + "/v1", key).type()).isEqualTo("variable_not_found");
        assertThat(region.get(all, key).json().getInteger("total")).isEqualTo(1);
    }

    private Reply change(String id, JsonObject body) {
        return region.call("PUT", "/v1/sites/vars/variables/" + id, body.encode(), key);
    }

    @Test
    void frameworksAndSpecificationsAreListed() {
        JsonArray frameworks = region.get("/v1/sites/frameworks", "X-Appwrite-Project", "atlas")
                .json()
                .getJsonArray("frameworks");
        assertThat(frameworks).hasSize(15);
        assertThat(frameworks.getJsonObject(0).fieldNames())
                .containsExactlyInAnyOrder("key", "name", "buildRuntime", "runtimes", "adapters");
        assertThat(region.get("/v1/sites/specifications", key)
                        .json()
                        .getJsonArray("specifications")
                        .getJsonObject(0)
                        .fieldNames())
                .containsExactlyInAnyOrder("memory", "cpus", "enabled", "slug");
    }

    @Test
    void aDomainLeadsToASiteThatExists() {
        create("domain", object());
        JsonObject rule = object("domain", "www.domain.localhost", "siteId", "domain");

        Reply made = region.post("/v1/proxy/rules/site", rule, key);

        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.json().getString("deploymentResourceType")).isEqualTo("site");
        assertThat(made.json().getString("deploymentResourceId")).isEqualTo("domain");
        assertThat(made.json().getString("status")).isEqualTo("verified");
        assertThat(region.post(
                                "/v1/proxy/rules/site",
                                rule.copy().put("domain", "a.localhost").put("siteId", "none"),
                                key)
                        .type())
                .isEqualTo("rule_resource_not_found");
        assertThat(region.post(
                                "/v1/proxy/rules/site",
                                rule.copy().put("domain", "b.localhost").put("branch", "main"),
                                key)
                        .type())
                .isEqualTo("general_argument_invalid");
        region.delete("/v1/sites/domain", key);
        assertThat(region.get("/v1/proxy/rules/" + made.json().getString("$id"), key)
                        .type())
                .isEqualTo("rule_not_found");
    }

    @Test
    void aDomainIsServedOnceItIsVerifiedAndNotBefore() {
        create("guarded", object());
        deploy("guarded", Map.of("index.html", "guarded page"), true);
        Domain domain = Domain.newBuilder()
                .setDomain("guarded.example.com")
                .setProjectId("atlas")
                .setTarget(Target.TARGET_SITE)
                .setResourceId("guarded")
                .build();
        try {
            for (Domain unproven : List.of(
                    domain, domain.toBuilder().setDomain("*.example.com").build())) {
                network.knows(snapshot(unproven));
                assertThat(at("guarded.example.com")).doesNotContain("guarded page");
                assertThat(at("GUARDED.example.com")).doesNotContain("guarded page");
                assertThat(at("*.example.com")).doesNotContain("guarded page");
                network.knows(snapshot(unproven.toBuilder().setVerified(true).build()));
                assertThat(at("guarded.example.com")).isEqualTo("guarded page");
            }
        } finally {
            network.knows(RegistrySnapshot.EMPTY);
        }
    }

    private static RegistrySnapshot snapshot(Domain domain) {
        return new RegistrySnapshot(Map.of(
                "fra", Map.of("domain", Record.newBuilder().setDomain(domain).build())));
    }

    /** What is answered at a host, whatever the network's own hosts are. */
    private String at(String host) {
        RequestOptions request = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(region.port(), "127.0.0.1"))
                .setHost(host)
                .setPort(80)
                .setURI("/");
        return TestingRegion.wait(
                        visitors.request(request).compose(sent -> sent.send().compose(HttpClientResponse::body)))
                .toString();
    }

    private void create(String id, JsonObject more) {
        JsonObject site = object("siteId", id, "name", id, "framework", "other", "buildRuntime", "static-1")
                .mergeIn(more);
        Reply reply = region.post("/v1/sites", site, key);
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    }

    private String deploy(String site, Map<String, String> files, boolean activate) {
        String id = accepted(send(site, tar(files), "c.tar.gz", String.valueOf(activate)));
        JsonObject built = awaitBuilt(site, id);
        assertThat(built.getString("status")).as(built.encode()).isEqualTo("ready");
        return id;
    }

    private Reply upload(String site, byte[] code, String name) {
        return send(site, code, name, "false");
    }

    private static String accepted(Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(202);
        return reply.json().getString("$id");
    }

    private Reply send(String site, byte[] code, String name, String activate, String... more) {
        byte[] form = new TestingForm()
                .field("activate", activate)
                .file("code", name, code)
                .bytes();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + region.port + "/v1/sites/" + site + "/deployments"))
                .header("Content-Type", TestingForm.TYPE)
                .headers(key)
                .POST(HttpRequest.BodyPublishers.ofByteArray(form));
        if (more.length > 0) {
            request.headers(more);
        }
        HttpResponse<String> response = answer(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Reply(response.statusCode(), response);
    }

    private HttpResponse<byte[]> download(String site, String id, String query) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + region.port + "/v1/sites/" + site
                        + "/deployments/" + id + "/download" + query))
                .headers(key)
                .build();
        return answer(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private <T> HttpResponse<T> answer(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return client.send(request, body);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private JsonObject awaitBuilt(String site, String id) {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            JsonObject now =
                    region.get("/v1/sites/" + site + "/deployments/" + id, key).json();
            if (List.of("ready", "failed").contains(now.getString("status"))) {
                return now;
            }
            assertThat(System.nanoTime()).as("a build in time").isLessThan(until);
        }
    }

    private Reply activate(String site, String id) {
        return region.call(
                "PATCH",
                "/v1/sites/" + site + "/deployment",
                object("deploymentId", id).encode(),
                key);
    }

    private Reply visit(String site, String path) {
        return region.call("GET", path, "", site(site));
    }

    /** As an edge or router that has found out what the host names. */
    private static String[] site(String id) {
        return new String[] {TestingExchange.PROJECT, "atlas", TestingExchange.RESOURCE, "site/" + id};
    }

    private static String[] with(String[] headers, String... more) {
        String[] all = Arrays.copyOf(headers, headers.length + more.length);
        System.arraycopy(more, 0, all, headers.length, more.length);
        return all;
    }

    private Buffer fetch(String site, String deployment) {
        FetchRequest request = FetchRequest.newBuilder()
                .setProjectId("atlas")
                .setSiteId(site)
                .setDeploymentId(deployment)
                .build();
        return TestingRegion.wait(SitesGrpcClient.create(
                        grpc, SocketAddress.inetSocketAddress(region.grpcPort(), "127.0.0.1"))
                .fetch(request)
                .compose(stream -> {
                    Buffer all = Buffer.buffer();
                    stream.handler(part -> all.appendBytes(part.getArtefact().toByteArray()));
                    return Future.<Void>future(done -> {
                                stream.endHandler(done::complete);
                                stream.exceptionHandler(done::fail);
                            })
                            .map(all);
                }));
    }

    private byte[] tar(Map<String, String> files) {
        try {
            Path source = Files.createTempDirectory(folder, "code");
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = source.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue(), StandardCharsets.UTF_8);
            }
            Path tar = folder.resolve(source.getFileName() + ".tar.gz");
            Archive.pack(source, tar);
            return Files.readAllBytes(tar);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
