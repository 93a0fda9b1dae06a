package dev.meridian.core.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.cluster.Wait;
import dev.meridian.core.http.Exchange;
import dev.meridian.proto.topology.v1.State;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Needs all of 127.0.0.0/8 on the loopback interface. */
@EnabledOnOs(OS.LINUX)
@Timeout(180)
final class PrivatePathsTest {

    private static final Duration SLOW = Duration.ofMillis(40);

    @TempDir
    private Path data;

    @Test
    void aCutLinkIsGoneAroundAndTakenAgainWhenItIsBack() {
        try (Mesh mesh = new Mesh(data, site -> true, "ams", "fra", "sgp")) {
            Mesh.Node ams = mesh.node("ams");
            Mesh.Node sgp = mesh.node("sgp");
            Wait.until("the link is up", () -> ams.goes(sgp, "direct"));
            mesh.link("ams", "sgp").cut();

            Wait.until("it goes through the third", () -> ams.goes(sgp, "via edge-fra"));
            assertThat(Mesh.await(ams.ask(sgp, "/"))).isEqualTo("sgp");
            assertThat(Mesh.await(ams.describe(sgp))).isEqualTo("edge-sgp");
            assertThat(mesh.node("fra").metric("meridian.relay.tunnels")).isPositive();
            assertThat(ams.metric("meridian.relay.tunnelled.peers")).isEqualTo(1);
            assertThat(sgp.goes(ams, "direct")).isTrue();

            mesh.link("ams", "sgp").mend();
            Wait.until("it is direct again", () -> ams.goes(sgp, "direct"));
            assertThat(Mesh.await(ams.ask(sgp, "/"))).isEqualTo("sgp");
            assertThat(Mesh.await(ams.describe(sgp))).isEqualTo("edge-sgp");
        }
    }

    @Test
    void aSlowLinkIsLeftForAFasterWayAndCallsUnderWayEndWhereTheyBegan() throws Exception {
        try (Mesh mesh = new Mesh(data, site -> true, "ams", "fra", "sgp")) {
            Mesh.Node ams = mesh.node("ams");
            Mesh.Node sgp = mesh.node("sgp");
            mesh.link("ams", "sgp").delay(SLOW);
            mesh.link("sgp", "ams").delay(SLOW);
            Wait.until("the link is up", () -> ams.goes(sgp, "direct"));
            Future<String> onTheSlow = ams.ask(sgp, "/held");
            Exchange first = sgp.held.take();

            Wait.until("it goes through the third", () -> ams.goes(sgp, "via edge-fra"));
            assertThat(ams.sees(sgp).orElseThrow().roundTrip()).isLessThan(SLOW);
            assertThat(onTheSlow.isComplete()).isFalse();
            sgp.respond(first);
            assertThat(Mesh.await(onTheSlow)).isEqualTo("sgp");

            Future<String> inTheTunnel = ams.ask(sgp, "/held");
            Exchange second = sgp.held.take();
            mesh.link("ams", "sgp").delay(Duration.ZERO);
            mesh.link("sgp", "ams").delay(Duration.ZERO);
            Wait.until("it is direct again", () -> ams.goes(sgp, "direct"));
            assertThat(Mesh.await(ams.ask(sgp, "/"))).isEqualTo("sgp");
            assertThat(inTheTunnel.isComplete()).isFalse();
            sgp.respond(second);
            assertThat(Mesh.await(inTheTunnel)).isEqualTo("sgp");
            Wait.until("no tunnel is left", () -> mesh.node("fra").metric("meridian.relay.tunnels") == 0);
        }
    }

    @Test
    void aLinkThatLosesIsLeftThoughItsPingsAreFast() {
        try (Mesh mesh = new Mesh(data, site -> true, "ams", "fra", "sgp")) {
            Mesh.Node ams = mesh.node("ams");
            Mesh.Node sgp = mesh.node("sgp");
            Wait.until("the link is up", () -> ams.goes(sgp, "direct"));
            mesh.link("ams", "sgp").lose(0.2);

            Wait.until("it goes through the third", () -> ams.goes(sgp, "via edge-fra"));
            assertThat(Mesh.await(ams.ask(sgp, "/"))).isEqualTo("sgp");
        }
    }

    @Test
    void nothingGoesThroughANodeThatCarriesNothing() {
        try (Mesh mesh = new Mesh(data, site -> !site.equals("fra"), "ams", "fra", "sgp", "syd")) {
            Mesh.Node ams = mesh.node("ams");
            Mesh.Node sgp = mesh.node("sgp");
            mesh.link("ams", "syd").delay(SLOW);
            Wait.until("the link is up", () -> ams.goes(sgp, "direct"));
            mesh.link("ams", "sgp").cut();

            Wait.until("it goes through the fourth, far as it is", () -> ams.goes(sgp, "via edge-syd"));
            assertThat(mesh.node("fra").metric("meridian.relay.tunnels")).isZero();
        }
    }

    @Test
    void aNodeInBetweenThatDrainsOrDiesIsReplaced() {
        try (Mesh mesh = new Mesh(data, site -> true, "ams", "fra", "sgp", "syd", "tor")) {
            Mesh.Node ams = mesh.node("ams");
            Mesh.Node sgp = mesh.node("sgp");
            mesh.link("ams", "syd").delay(Duration.ofMillis(10));
            mesh.link("ams", "tor").delay(Duration.ofMillis(30));
            Wait.until("the link is up", () -> ams.goes(sgp, "direct"));
            mesh.link("ams", "sgp").cut();
            Wait.until("it goes through the nearest", () -> ams.goes(sgp, "via edge-fra"));

            mesh.node("fra").topology().announce(State.STATE_DRAINING);
            Wait.until("it goes through the next", () -> ams.goes(sgp, "via edge-syd"));
            assertThat(Mesh.await(ams.ask(sgp, "/"))).isEqualTo("sgp");

            mesh.link("ams", "syd").cut();
            Wait.until("it goes through the last", () -> ams.goes(sgp, "via edge-tor"));
            assertThat(Mesh.await(ams.ask(sgp, "/"))).isEqualTo("sgp");
        }
    }
}
