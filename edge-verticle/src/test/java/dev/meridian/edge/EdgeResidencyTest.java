package dev.meridian.edge;

import static dev.meridian.edge.EdgeStage.await;
import static dev.meridian.edge.EdgeStage.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.http.Exchange;
import dev.meridian.proto.registry.v1.Area;
import dev.meridian.proto.registry.v1.Project;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.proto.registry.v1.Residency;
import dev.meridian.proto.residency.v1.Act;
import dev.meridian.proto.residency.v1.ActCount;
import dev.meridian.proto.residency.v1.Erasure;
import dev.meridian.proto.residency.v1.ReportRequest;
import dev.meridian.proto.residency.v1.ReportResponse;
import dev.meridian.proto.residency.v1.ResidencyGrpcService;
import dev.meridian.proto.residency.v1.ResidencyService;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edge in Singapore, the region at home in Frankfurt, and policies that keep more or less from it. */
class EdgeResidencyTest {

    private static final String MARKER = "the secret recipe of the house";

    @TempDir
    private Path data;

    private final AtomicInteger asked = new AtomicInteger();
    private final List<String> senders = new CopyOnWriteArrayList<>();
    private final List<ReportRequest> reports = new CopyOnWriteArrayList<>();
    /** What the region says of keeping its answers. */
    private final AtomicReference<String> terms = new AtomicReference<>("public, max-age=600");

    private EdgeStage stage;
    private long version;

    EdgeResidencyTest() {}

    @BeforeEach
    void start() {
        stage = new EdgeStage(
                data,
                Map.of(
                        "edge.functions", "false",
                        "edge.origins.private", "true",
                        "residency.report", "100ms",
                        "edge.cache.disk.folder", data.resolve("cache").toString(),
                        "edge.cache.disk.bytes", "64MiB"),
                List.of(ResidencyGrpcService.of(new ResidencyService() {
                    @Override
                    public Future<ReportResponse> report(ReportRequest report) {
                        reports.add(report);
                        return Future.succeededFuture(ReportResponse.getDefaultInstance());
                    }
                })),
                this::answer);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private void answer(Exchange exchange) {
        asked.incrementAndGet();
        exchange.sender().ifPresent(senders::add);
        exchange.respond(
                200,
                MultiMap.caseInsensitiveMultiMap()
                        .set("cache-control", "public, s-maxage=600")
                        .set("cdn-cache-control", terms.get()),
                Buffer.buffer(MARKER + " " + exchange.request().uri()));
    }

    private static Area countries(String... all) {
        return Area.newBuilder().addAllCountries(List.of(all)).build();
    }

    private Record project(Residency.Builder residency) {
        return Record.newBuilder()
                .setKey("project/p1")
                .setProject(Project.newBuilder()
                        .setProjectId("p1")
                        .setHomeRegion("fra")
                        .setResidency(residency.setVersion(++version)))
                .build();
    }

    private void keepsOut() {
        stage.know(project(Residency.newBuilder().setTerminate(countries("DE"))));
    }

    private void keepsFromCaching() {
        stage.know(project(Residency.newBuilder().setCache(countries("DE"))));
    }

    private long count(Act act, boolean denied) {
        return reports.stream()
                .flatMap(report -> report.getActsList().stream())
                .filter(told -> told.getAct() == act && told.getDenied() == denied)
                .mapToLong(ActCount::getCount)
                .sum();
    }

    @Test
    void aForbiddenEdgeServesNobodyWhoAsksItDirectly() {
        keepsOut();

        EdgeStage.Reply reply = stage.get(EdgeStage.FILE);

        assertThat(reply.status()).isEqualTo(451);
        assertThat(reply.text()).contains("general_region_access_denied");
        assertThat(reply.header("meridian-declined"))
                .as("a router may ask another")
                .isEqualTo("1");
        assertThat(asked).as("nothing reached the region").hasValue(0);
        until(() -> count(Act.ACT_TERMINATE, true) == 1);
    }

    @Test
    void headersOfAClientMoveNoEdge() {
        keepsOut();

        assertThat(stage.get(
                                EdgeStage.FILE,
                                "meridian-edge",
                                "fra",
                                "meridian-region",
                                "fra",
                                "x-forwarded-for",
                                "192.0.2.1",
                                "meridian-node",
                                "edge-fra",
                                "cf-ipcountry",
                                "DE")
                        .status())
                .isEqualTo(451);
    }

    @Test
    void anEdgeThatMayNotCachePassesOnWhatItWouldHaveStored() {
        keepsFromCaching();

        EdgeStage.Reply first = stage.get(EdgeStage.FILE);
        EdgeStage.Reply second = stage.get(EdgeStage.FILE);

        assertThat(first.text()).contains(MARKER);
        assertThat(second.cache()).contains("fwd=bypass").doesNotContain("stored");
        assertThat(asked).hasValue(2);
        assertThat(senders).containsOnly("edge-sgp");
        until(() -> count(Act.ACT_CACHE, true) == 2 && count(Act.ACT_TERMINATE, false) == 2);
        assertThat(count(Act.ACT_CACHE, false)).isZero();
    }

    @Test
    void anEdgeThatHasNotHeardOfAPolicyKeepsNothingThatTheRegionDoesNotLetItKeep() {
        terms.set("no-store");

        stage.get(EdgeStage.FILE);
        EdgeStage.Reply second = stage.get(EdgeStage.FILE);

        assertThat(second.text()).contains(MARKER);
        assertThat(second.cache()).doesNotContain("stored");
        assertThat(asked).hasValue(2);
        assertThat(second.headers().contains("cdn-cache-control"))
                .as("told to edges only")
                .isFalse();
    }

    @Test
    void anOriginOutsideIsPassedOnTooAndNotStored() {
        Vertx outside = Vertx.vertx();
        AtomicInteger visits = new AtomicInteger();
        HttpServer shop = await(outside.createHttpServer()
                .requestHandler(request -> {
                    visits.incrementAndGet();
                    request.response()
                            .putHeader("cache-control", "public, max-age=600")
                            .end(MARKER);
                })
                .listen(0, "127.0.0.1"));
        Record origin = EdgeStage.origin("www.shop.example", "http://127.0.0.1:" + shop.actualPort(), true);
        stage.know(project(Residency.newBuilder().setCache(countries("DE"))), origin);

        stage.at("www.shop.example", "/");
        assertThat(stage.at("www.shop.example", "/").cache()).contains("fwd=bypass");

        assertThat(visits).hasValue(2);
        await(outside.close());
    }

    @Test
    void whatWasStoredIsGoneAndOverwrittenOnceAPolicyForbidsIt() {
        stage.know(project(Residency.newBuilder().setCache(countries("DE", "SG"))));
        stage.get(EdgeStage.FILE);
        until(() -> stage.get(EdgeStage.FILE).cache().startsWith("hit"));
        until(() -> holds(data.resolve("cache"), MARKER));

        keepsFromCaching();

        long tightened = version;
        until(() -> reports.stream()
                .flatMap(report -> report.getErasuresList().stream())
                .map(Erasure::getPolicyVersion)
                .anyMatch(told -> told == tightened));
        assertThat(holds(data.resolve("cache"), MARKER)).isFalse();
        assertThat(stage.get(EdgeStage.FILE).cache()).contains("fwd=bypass");
        stage.know(project(Residency.newBuilder().setCache(countries("DE", "SG"))));
        int before = asked.get();
        assertThat(stage.get(EdgeStage.FILE).cache()).startsWith("fwd=");
        assertThat(asked).as("what was stored before does not come back").hasValue(before + 1);
    }

    /** Whether a file below a folder has a text in it. */
    private static boolean holds(Path folder, String text) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).anyMatch(file -> {
                try {
                    return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
                } catch (IOException gone) {
                    return false;
                }
            });
        } catch (IOException | UncheckedIOException changing) {
            return true;
        }
    }

    @Test
    void aPolicyThatNobodyConfirmsIsGoneByForATimeOnly() {
        stage.know(project(Residency.newBuilder().setTerminate(countries("SG", "DE"))));
        assertThat(stage.get(EdgeStage.FILE).status()).isEqualTo(200);

        stage.isConfirmed.set(false);

        EdgeStage.Reply late = stage.get(EdgeStage.FILE);
        assertThat(late.status()).isEqualTo(503);
        assertThat(late.text()).contains("could not be confirmed");
        stage.know(EdgeStage.project("p1"));
        assertThat(stage.get(EdgeStage.FILE).status())
                .as("a project without a policy is served on")
                .isEqualTo(200);
    }

    @Test
    void theEdgeTellsTheRegionWhatItDid() {
        stage.know(project(Residency.newBuilder().setTerminate(countries("SG", "DE"))));

        stage.get(EdgeStage.FILE);
        stage.get(EdgeStage.FILE);

        until(() -> count(Act.ACT_TERMINATE, false) == 2
                && count(Act.ACT_CACHE, false) == 2
                && count(Act.ACT_LOG, false) == 2);
        assertThat(reports).allSatisfy(report -> {
            assertThat(report.getNode()).isEqualTo("edge-sgp");
            assertThat(report.getReportId()).isNotEmpty();
        });
        assertThat(reports.stream().map(ReportRequest::getReportId)).doesNotHaveDuplicates();
    }
}
