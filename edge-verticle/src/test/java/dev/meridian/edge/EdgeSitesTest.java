package dev.meridian.edge;

import static dev.meridian.edge.EdgeStage.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.meridian.core.archive.Archive;
import dev.meridian.core.http.Exchange;
import dev.meridian.proto.registry.v1.Domain;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.proto.registry.v1.Site;
import dev.meridian.proto.registry.v1.Target;
import dev.meridian.proto.sites.v1.FetchRequest;
import dev.meridian.proto.sites.v1.FetchResponse;
import dev.meridian.proto.sites.v1.SitesGrpcService;
import dev.meridian.proto.sites.v1.SitesService;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.WriteStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Static sites at an edge: a real relay, real files, a region of the test's making. */
class EdgeSitesTest {

    private static final String HOST = "shop.network.localhost";

    private record Deployed(String id, String sha256) {}

    @TempDir
    private Path folder;

    private final Map<String, byte[]> artefacts = new ConcurrentHashMap<>();
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile boolean corrupt;
    private EdgeStage stage;

    @BeforeEach
    void start() {
        stage = stage();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private EdgeStage stage() {
        return new EdgeStage(
                folder.resolve("edge"),
                Map.of("edge.functions", "false"),
                List.of(SitesGrpcService.of(new Region())),
                this::inRegion);
    }

    private void inRegion(Exchange exchange) {
        exchange.respond(
                200,
                MultiMap.caseInsensitiveMultiMap(),
                Buffer.buffer("region: " + exchange.provenance().site()));
    }

    @Test
    void aSiteIsFetchedOnceAndServedFromDiskWithEveryRegionDownAlsoAfterARestart() throws IOException {
        Deployed one = deploy("d1", Map.of("index.html", "one", "app.js", "js"));
        know(site(one));
        List<Future<EdgeStage.Reply>> many = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            many.add(stage.send(HttpMethod.GET, HOST, "/", Map.of(), Buffer.buffer()));
        }
        assertThat(many.stream().map(EdgeStage::await)).allSatisfy(reply -> {
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).isEqualTo("one");
            assertThat(reply.cache()).isEqualTo("fwd=uri-miss; stored");
        });
        assertThat(fetches).hasValue(1);

        EdgeStage.Reply hit = get("/");
        assertThat(hit.cache()).isEqualTo("hit");
        assertThat(hit.header("meridian-edge")).isEqualTo("sgp");
        assertThat(hit.header("meridian-deployment")).isEqualTo("d1");
        assertThat(hit.header("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(hit.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(hit.header("cache-control")).isEqualTo("public, max-age=0, must-revalidate");

        stage.close();
        stage = stage();
        know(site(one));
        stage.takeRegionDown();
        assertThat(get("/").cache()).isEqualTo("hit");
        assertThat(get("/app.js").text()).isEqualTo("js");
        stage.bringRegionBack();
    }

    @Test
    void aSwitchIsServedAsSoonAsItIsSeenAndARollbackNeedsNoRegion() throws IOException {
        Deployed one = deploy("d1", Map.of("index.html", "one", "app.js", "1"));
        Deployed two = deploy("d2", Map.of("index.html", "two", "app.js", "2"));
        know(site(one));
        assertThat(get("/").text()).isEqualTo("one");

        know(site(two).setPreviousDeploymentId(one.id()).setPreviousSha256(one.sha256()));
        until(() -> fetches.get() == 2);
        assertThat(get("/").text()).isEqualTo("two");
        assertThat(get("/app.js").header("meridian-deployment")).isEqualTo("d2");

        stage.takeRegionDown();
        know(site(one).setPreviousDeploymentId(two.id()).setPreviousSha256(two.sha256()));
        assertThat(get("/").text()).isEqualTo("one");
        assertThat(get("/app.js").header("meridian-deployment")).isEqualTo("d1");
        know(site(new Deployed("d3", "c".repeat(64))));
        EdgeStage.Reply unknown = get("/");
        assertThat(unknown.status())
                .as("never an older one than the registry says")
                .isEqualTo(503);
        assertThat(unknown.header("retry-after")).isEqualTo("1");
        stage.bringRegionBack();
    }

    @Test
    void noNavigationMixesDeploymentsWhileTheyAreSwitched() throws IOException {
        Deployed one = deploy("d1", Map.of("index.html", "<script src=app.js>", "app.js", "1"));
        Deployed two = deploy("d2", Map.of("index.html", "<script src=app.js>", "app.js", "2"));
        know(site(one));
        get("/");
        know(site(two));
        until(() -> fetches.get() == 2);

        for (int i = 0; i < 50; i++) {
            Deployed active = i % 2 == 0 ? one : two;
            know(site(active));
            assertThat(List.of(get("/"), get("/app.js"), get("/")))
                    .allSatisfy(reply ->
                            assertThat(reply.header("meridian-deployment")).isEqualTo(active.id()));
        }
    }

    @Test
    void whatAnOldPageStillNeedsIsServedForAMinute() throws IOException {
        Deployed one = deploy("d1", Map.of("index.html", "one", "one.js", "1", "gone.html", "page"));
        Deployed two = deploy("d2", Map.of("index.html", "two", "two.js", "2"));
        know(site(two)
                .setPreviousDeploymentId(one.id())
                .setPreviousSha256(one.sha256())
                .setFallbackFile("index.html"));
        Map<String, String> fromHere = Map.of("referer", "http://" + HOST + "/");

        EdgeStage.Reply old = get("/one.js", fromHere);
        assertThat(old.text()).isEqualTo("1");
        assertThat(old.header("meridian-deployment")).isEqualTo("d1");
        assertThat(get("/two.js", fromHere).header("meridian-deployment")).isEqualTo("d2");
        assertThat(get("/gone", fromHere).text()).isEqualTo("two");
        assertThat(get("/gone.html", fromHere).text()).isEqualTo("two");
        assertThat(get("/one.js").text()).isEqualTo("two");
        assertThat(get("/one.js", Map.of("referer", "http://evil.example/")).text())
                .isEqualTo("two");
        assertThat(get("/one.js", Map.of("referer", "::not a uri::")).text()).isEqualTo("two");

        stage.pass(Duration.ofSeconds(60));
        assertThat(get("/one.js", fromHere).text()).isEqualTo("two");
    }

    @Test
    void fallbacksComeInTheirOrder() throws IOException {
        Deployed plain = deploy("d1", Map.of("index.html", "home", "docs/index.html", "docs", "about.html", "about"));
        Deployed own = deploy("d2", Map.of("index.html", "home", "404.html", "own page"));
        know(site(plain));

        assertThat(get("/about").text()).isEqualTo("about");
        EdgeStage.Reply moved = get("/docs?a=b");
        assertThat(moved.status()).isEqualTo(301);
        assertThat(moved.header("location")).isEqualTo("/docs/?a=b");
        assertThat(get("/docs/").text()).isEqualTo("docs");
        EdgeStage.Reply absent = get("/none");
        assertThat(absent.status()).isEqualTo(404);
        assertThat(absent.text()).contains("There is no such page.");
        assertThat(get("/v1/health").status()).as("a site may have any path").isEqualTo(404);

        know(site(plain).setFallbackFile("index.html"));
        assertThat(get("/none/at/all").text()).isEqualTo("home");
        assertThat(get("/none").status()).isEqualTo(200);
        know(site(plain).setFallbackFile("missing.html"));
        assertThat(get("/none").status()).isEqualTo(404);

        know(site(own));
        EdgeStage.Reply page = get("/none", Map.of("if-none-match", "*", "range", "bytes=0-0"));
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.text()).isEqualTo("own page");
    }

    @Test
    void rangesAndConditionsAreAnsweredOfTheWholeFile() throws IOException {
        byte[] large = new byte[700_000];
        new Random(11).nextBytes(large);
        Deployed one = deploy("d1", "film.mp4", large);
        know(site(one));

        EdgeStage.Reply whole = get("/film.mp4");
        String tag = whole.header("etag");
        assertThat(whole.body().getBytes()).isEqualTo(large);
        assertThat(whole.header("accept-ranges")).isEqualTo("bytes");
        assertThat(whole.header("last-modified")).isEqualTo("Sun, 22 Nov 2026 12:00:00 GMT");
        EdgeStage.Reply part = get("/film.mp4", Map.of("range", "bytes=100000-299999", "if-range", tag));
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.header("content-range")).isEqualTo("bytes 100000-299999/700000");
        assertThat(part.body().getBytes()).isEqualTo(Arrays.copyOfRange(large, 100_000, 300_000));
        EdgeStage.Reply beyond = get("/film.mp4", Map.of("range", "bytes=700000-"));
        assertThat(beyond.status()).isEqualTo(416);
        assertThat(beyond.header("content-range")).isEqualTo("bytes */700000");
        EdgeStage.Reply held = get("/film.mp4", Map.of("if-none-match", tag));
        assertThat(held.status()).isEqualTo(304);
        assertThat(held.header("etag")).isEqualTo(tag);
        assertThat(held.body().length()).isZero();
        EdgeStage.Reply head =
                stage.ask(HttpMethod.HEAD, HOST, "/film.mp4", Map.of("range", "bytes=0-0"), Buffer.buffer());
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-length")).isEqualTo("700000");
    }

    @Test
    void onlyWhatIsSafeMayBeDoneToASiteThatIsThere() throws IOException {
        Deployed one = deploy("d1", Map.of("index.html", "one"));
        know(site(one));

        for (HttpMethod method : List.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.OPTIONS)) {
            EdgeStage.Reply reply = stage.ask(method, HOST, "/", Map.of(), Buffer.buffer());
            assertThat(reply.status()).isEqualTo(405);
            assertThat(reply.header("allow")).isEqualTo("GET, HEAD");
        }
        know(site(one).setEnabled(false));
        assertThat(get("/").text()).contains("site_not_found").doesNotContain("one");
        know(site(one).clearDeploymentId());
        assertThat(get("/").text()).contains("deployment_not_found");
        know(site(one).setLabel("other"));
        assertThat(get("/").text()).contains("rule_not_found");
    }

    @Test
    void noPathReachesWhatIsNotOfTheSite() throws IOException {
        Deployed one = deploy("d1", Map.of("index.html", "one", ".env", "secret", "a/.git/config", "secret"));
        know(site(one));
        Files.writeString(folder.resolve("edge/sites/secret.txt"), "secret");

        for (String path : List.of(
                "/../../secret.txt",
                "/%2e%2e/%2e%2e/secret.txt",
                "/..%2f..%2fsecret.txt",
                "/..%5c..%5csecret.txt",
                "/a/../../../secret.txt",
                "/.env",
                "/%2eenv",
                "/a/.git/config",
                "//secret.txt",
                "/index.html/../../../secret.txt")) {
            EdgeStage.Reply reply = get(path);
            assertThat(reply.status()).as(path).isEqualTo(404);
            assertThat(reply.text()).as(path).doesNotContain("secret");
        }
        assertThat(get("/%00").status()).isEqualTo(400);
        assertThat(get("/%c0%ae").status()).isEqualTo(400);
    }

    @Test
    void anArtefactThatIsNotTheNamedOneOrIsHostileIsNeverServed() throws Exception {
        Deployed one = deploy("d1", Map.of("index.html", "one"));
        know(site(one));
        corrupt = true;
        assertThat(get("/").status()).isEqualTo(503);
        corrupt = false;
        assertThat(get("/").text()).isEqualTo("one");

        for (String name : List.of("../../escaped.html", "/tmp/escaped.html", "link")) {
            Deployed hostile = hostile(name);
            know(site(hostile));
            assertThat(get("/").status()).as(name).isEqualTo(503);
        }
        know(site(new Deployed("d9", "../../../etc")));
        assertThat(get("/").text()).contains("deployment_not_found");
        try (Stream<Path> all = Files.walk(folder.resolve("edge/sites"))) {
            assertThat(all.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("escaped") || name.startsWith("unfinished"));
        }
        assertThat(folder.resolve("edge/escaped.html")).doesNotExist();
    }

    @Test
    void filesThatWereRemovedUnderItAreFetchedAgain() throws IOException {
        Deployed one = deploy("d1", Map.of("index.html", "one"));
        know(site(one));
        assertThat(get("/").text()).isEqualTo("one");
        Archive.remove(folder.resolve("edge/sites/artefacts").resolve(one.sha256()));

        EdgeStage.Reply reply = get("/");

        assertThat(reply.text()).isEqualTo("one");
        assertThat(reply.cache()).isEqualTo("fwd=uri-miss; stored");
    }

    @Test
    void aDomainAndARegionsHostLeadToTheSite() throws IOException {
        Deployed one = deploy("d1", Map.of("index.html", "one"));
        Record domain = Record.newBuilder()
                .setKey("domain/www.example.com")
                .setDomain(Domain.newBuilder()
                        .setDomain("www.example.com")
                        .setProjectId("p1")
                        .setTarget(Target.TARGET_SITE)
                        .setResourceId("s1")
                        .setVerified(true))
                .build();
        stage.know(EdgeStage.project("p1"), record(site(one)), domain);

        assertThat(stage.ask(HttpMethod.GET, "www.example.com", "/", Map.of(), Buffer.buffer())
                        .text())
                .isEqualTo("one");
        EdgeStage.Reply inRegion = stage.ask(HttpMethod.GET, "shop.fra.run.localhost", "/", Map.of(), Buffer.buffer());
        assertThat(inRegion.text()).isEqualTo("region: s1");
        stage.know(EdgeStage.project("p1"), domain);
        assertThat(stage.ask(HttpMethod.GET, "www.example.com", "/", Map.of(), Buffer.buffer())
                        .text())
                .contains("site_not_found");
    }

    private EdgeStage.Reply get(String path) {
        return get(path, Map.of());
    }

    private EdgeStage.Reply get(String path, Map<String, String> headers) {
        return stage.ask(HttpMethod.GET, HOST, path, headers, Buffer.buffer());
    }

    private Site.Builder site(Deployed active) {
        return Site.newBuilder()
                .setProjectId("p1")
                .setSiteId("s1")
                .setLabel("shop")
                .setEnabled(true)
                .setDeploymentId(active.id())
                .setArtefactSha256(active.sha256())
                .setActivatedAtMillis(stage.now.get().toEpochMilli());
    }

    private static Record record(Site.Builder site) {
        return Record.newBuilder().setKey("site/s1").setSite(site).build();
    }

    private void know(Site.Builder site) {
        stage.know(EdgeStage.project("p1"), record(site));
    }

    private Deployed deploy(String id, Map<String, String> files) throws IOException {
        Path code = Files.createDirectory(folder.resolve(id));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = code.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        return pack(id, code);
    }

    private Deployed deploy(String id, String name, byte[] content) throws IOException {
        Path code = Files.createDirectory(folder.resolve(id));
        Files.write(code.resolve(name), content);
        return pack(id, code);
    }

    private Deployed pack(String id, Path code) throws IOException {
        Path file = folder.resolve(id + ".tar.gz");
        Archive.Packed packed = Archive.pack(code, file);
        artefacts.put(id, Files.readAllBytes(file));
        return new Deployed(id, packed.sha256());
    }

    /** One entry that leads out of the archive, or is a link, under a digest that is right. */
    private Deployed hostile(String name) throws Exception {
        byte[] block = new byte[512];
        System.arraycopy(name.getBytes(StandardCharsets.US_ASCII), 0, block, 0, name.length());
        put(block, 100, "0000644");
        put(block, 108, "0000000");
        put(block, 116, "0000000");
        put(block, 124, "00000000000");
        put(block, 136, "00000000000");
        block[156] = (byte) (name.equals("link") ? '2' : '0');
        put(block, 157, "/etc/passwd");
        put(block, 257, "ustar");
        put(block, 263, "00");
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte each : block) {
            sum += each & 0xff;
        }
        put(block, 148, "%06o".formatted(sum));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream tar = new GZIPOutputStream(bytes)) {
            tar.write(block);
            tar.write(new byte[1_024]);
        }
        String id = "bad" + artefacts.size();
        artefacts.put(id, bytes.toByteArray());
        return new Deployed(
                id,
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray())));
    }

    private static void put(byte[] block, int at, String text) {
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, block, at, text.length());
    }

    private final class Region extends SitesService {

        @Override
        protected void fetch(FetchRequest request, WriteStream<FetchResponse> response) {
            fetches.incrementAndGet();
            byte[] bytes = artefacts
                    .getOrDefault(request.getDeploymentId(), new byte[1])
                    .clone();
            if (corrupt) {
                bytes[bytes.length - 1] ^= 1;
            }
            for (int from = 0; from < bytes.length; from += 60_000) {
                response.write(FetchResponse.newBuilder()
                        .setArtefact(ByteString.copyFrom(bytes, from, Math.min(60_000, bytes.length - from)))
                        .build());
            }
            response.end();
        }
    }
}
