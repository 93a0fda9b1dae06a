package dev.meridian.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RegionNodeTest {

    private final Vertx vertx = Vertx.vertx();
    private TestingRegion region;

    @BeforeAll
    void start(@TempDir Path data) {
        region = TestingRegion.start(new TestingNetwork(vertx, "fra", "nyc"), vertx, "fra", data);
    }

    @AfterAll
    void stop() {
        region.close();
        TestingRegion.wait(vertx.close());
    }

    @Test
    void theVersionIsToldToAnybody() {
        TestingRegion.Reply reply = region.get("/v1/health/version");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().getString("version")).isEqualTo("2.3.0");
        assertThat(reply.header("Meridian-Region")).isEqualTo("fra");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void aProjectThatIsNotHomedHereIsNotFound() {
        TestingRegion.Reply reply = region.get("/v1/ping", "X-Appwrite-Project", "elsewhere");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.type()).isEqualTo("project_not_found");
        assertThat(reply.json().getInteger("code")).isEqualTo(404);
    }

    @Test
    void underAProjectsOwnDomainNoHeaderNamesAnother() {
        String[] named = {"X-Appwrite-Project", "elsewhere", TestingExchange.PROJECT, "console"};

        assertThat(region.get("/v1/account", named).type()).isEqualTo("general_unauthorized_scope");
        assertThat(region.get("/v1/account?project=elsewhere", named).type()).isEqualTo("general_unauthorized_scope");
    }

    @Test
    void anUnknownRouteIsNotFound() {
        assertThat(region.get("/v1/nothing").type()).isEqualTo("general_route_not_found");
    }
}
