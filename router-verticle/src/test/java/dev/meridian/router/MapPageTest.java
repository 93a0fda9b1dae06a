package dev.meridian.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.meridian.core.config.Secret;
import dev.meridian.core.topology.NodeView;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.proto.topology.v1.State;
import dev.meridian.router.browser.Chromium;
import dev.meridian.router.browser.Page;
import dev.meridian.router.map.MapSettings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The map's page in a real browser, as people and their assistive technology meet it. */
@Timeout(120)
class MapPageTest {

    private static final String STATUS = "document.documentElement?.dataset.status";

    private static Chromium chromium;

    private RouterStage stage;
    private Page page;

    @BeforeAll
    static void start(@TempDir Path profile) throws IOException {
        Optional<Path> program = Chromium.program();
        assumeTrue(program.isPresent(), "no Chromium on this machine: the map's page is not tested");
        chromium = Chromium.start(program.orElseThrow(), profile);
    }

    @AfterAll
    static void end() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void open() throws IOException, InterruptedException {
        stage = new RouterStage();
        page = chromium.open();
        page.size(1440, 900);
    }

    @AfterEach
    void close() {
        page.close();
        stage.close();
    }

    /** The page with what the stage's network has. */
    private void visit() {
        page.visit("http://localhost:" + stage.port + "/");
        page.until("the page is live", STATUS + " === 'live'");
    }

    private TestingNetwork network() {
        TestingNetwork network = TestingNetwork.of(stage, 0);
        List.of("fra", "nyc", "sgp", "syd").forEach(site -> stage.nodes.add(TestingNodes.edge("edge-" + site, site)));
        network.beat();
        return network;
    }

    private static String row(String node) {
        return "[...document.querySelectorAll('#table tbody tr')].find(row => row.cells[0].innerText === '" + node
                + "')?.innerText";
    }

    @Test
    void everyNodeIsShownAndNothingForeignIsAskedFor() {
        network();
        visit();

        page.until("a row for each node", "document.querySelectorAll('#table tbody tr').length === 7");
        assertThat(page.text("#sum-nodes")).isEqualTo("7 of 7");
        assertThat(String.valueOf(page.value(row("edge-sgp"))))
                .contains("Singapore (sgp)")
                .contains("serving");
        assertThat(page.text("footer")).contains("IP Geolocation by DB-IP");
        assertThat(page.value("[...document.links].some(link => link.href === 'https://db-ip.com/')"))
                .isEqualTo(true);
        assertThat(page.requests())
                .isNotEmpty()
                .allMatch(url -> url.startsWith("http://localhost:" + stage.port + "/"));
        assertThat(page.errors()).isEmpty();
    }

    @Test
    void somethingIsDrawn() {
        network();
        visit();

        page.until(
                "land, flows and nodes are painted",
                "[...document.querySelectorAll('#stage canvas')].filter(canvas => canvas.getContext('2d')"
                        + ".getImageData(0, 0, canvas.width, canvas.height).data.some(byte => byte > 0)).length >= 3");
        assertThat(page.errors()).isEmpty();
    }

    @Test
    void aNodeThatStopsIsShownAndSaid() {
        TestingNetwork network = network();
        visit();
        page.until("its row is there", row("edge-nyc"));

        network.become("edge-nyc", node -> TestingNodes.in(node, State.STATE_STOPPED));

        page.until("its row says so", row("edge-nyc") + ".includes('stopped')");
        page.until("it is announced", "document.querySelector('#news').innerText.includes('edge-nyc is stopped')");
        page.until(
                "it is among the changes", "document.querySelector('#changes').innerText.includes('edge-nyc stopped')");
        assertThat(page.text("#sum-nodes")).isEqualTo("6 of 7");

        network.remove("edge-nyc");

        page.until("its row goes with it", "!" + row("edge-nyc"));
    }

    @Test
    void thePlanBoxShowsEachCandidateAndSaysWhatIsWrong() {
        network();
        visit();

        ask("hello.network.localhost", "3.1, 101.7");

        page.until("the way is shown", "document.querySelector('.verdict')");
        assertThat(page.text(".verdict")).startsWith("edge-sgp would answer (function hello, at home in nyc)");
        assertThat(page.value("document.querySelectorAll('#plan-answer tbody tr').length"))
                .isEqualTo(5);
        assertThat(page.text("#plan-answer tbody tr")).contains("edge-sgp").contains("chosen");

        ask("hello.network.localhost", "192.0.2.1");

        page.until("another is chosen", "document.querySelector('.verdict')?.innerText.startsWith('edge-fra')");

        ask("nowhere.example.com", "");

        page.until("no node is", "document.querySelector('#plan-answer .failure')");
        assertThat(page.text("#plan-answer .failure")).contains("No rule was found for this host");

        ask("hello.network.localhost", "91, 0");

        page.until("the place is refused", "document.querySelector('#plan-answer .failure')?.innerText.includes('91')");
    }

    private void ask(String host, String from) {
        page.value("document.querySelector('#plan-host').value = '" + host + "'");
        page.value("document.querySelector('#plan-from').value = '" + from + "'");
        page.value("document.querySelector('#plan .strong').click()");
    }

    @Test
    void aPlaceIsPickedOnTheMap() {
        network();
        visit();

        page.value("document.querySelector('#plan-host').value = 'hello.network.localhost'");
        page.value("document.querySelector('#plan-pick').click()");
        JsonObject middle = page.object("(() => { const box = document.querySelector('#stage').getBoundingClientRect();"
                + " return { x: box.x + box.width / 2, y: box.y + box.height / 2 }; })()");
        page.click(middle.getDouble("x"), middle.getDouble("y"));

        page.until("a way is shown", "document.querySelector('.verdict')");
        assertThat(page.value("document.querySelector('#plan-from').value"))
                .asString()
                .matches("[0-9]{1,2}\\.[0-9]{2}, -?0\\.[0-9]{2}");
    }

    @Test
    void theKeyboardReachesEverything() {
        network();
        visit();
        page.until("its row is there", row("edge-syd"));

        page.value("document.querySelector('#stage').focus()");
        page.press("ArrowRight");
        page.until("the westernmost is chosen", "!document.querySelector('#details').hidden");
        String first = page.text("#details-title");
        page.press("ArrowRight");
        page.until("the next is", "document.querySelector('#details-title').innerText !== '" + first + "'");

        assertThat(page.text("#stage-says")).startsWith(page.text("#details-title") + ", ");
        assertThat(page.value("document.querySelector('tr.selected th').innerText"))
                .isEqualTo(page.text("#details-title"));

        page.press("Escape");
        page.until("it is let go", "document.querySelector('#details').hidden");

        page.value("document.querySelector('#table thead th:nth-child(3) button').focus()");
        page.press("Enter");
        page.until(
                "sorted by place",
                "document.querySelector('#table tbody tr').cells[2].innerText.startsWith('Frankfurt')");
        page.press("Enter");
        page.until(
                "and the other way",
                "document.querySelector('#table tbody tr').cells[2].innerText.startsWith('Sydney')");
        assertThat(page.value("document.querySelector('#table thead th:nth-child(3)').getAttribute('aria-sort')"))
                .isEqualTo("descending");
        page.press("Tab");
        assertThat(page.value("document.activeElement.closest('thead') !== null"))
                .isEqualTo(true);
    }

    @Test
    void theFilterLeavesWhatHasTheWords() {
        network();
        visit();
        page.until("all rows", "document.querySelectorAll('#table tbody tr').length === 7");

        page.value("document.querySelector('#filter').focus()");
        page.call("Input.insertText", new JsonObject().put("text", "region new york"));

        page.until("one is left", "document.querySelectorAll('#table tbody tr').length === 1");
        assertThat(page.text("#table tbody th")).isEqualTo("region-nyc");
        assertThat(page.text("#shown")).isEqualTo("1 of 7 nodes");
    }

    @Test
    void assistiveTechnologyIsToldOfTheTableTheMapAndTheForm() {
        network();
        visit();
        page.until("all rows", "document.querySelectorAll('#table tbody tr').length === 7");

        List<JsonObject> tree = page.accessibility();

        assertThat(names(tree, "table")).contains("Every node of the network, as on the map");
        assertThat(names(tree, "columnheader")).contains("Node", "Condition", "Hit ratio");
        assertThat(names(tree, "rowheader")).contains("edge-sgp", "region-nyc", "router-1");
        assertThat(names(tree, "application")).contains("World map of the network");
        assertThat(names(tree, "textbox")).contains("To this host", "From this address or place");
        assertThat(names(tree, "searchbox")).contains("Show only nodes with these words");
        assertThat(names(tree, "button")).contains("Zoom in", "Show the way").doesNotContain("");
        assertThat(names(tree, "heading")).contains("Meridian", "Nodes", "Route changes");
    }

    private static List<String> names(List<JsonObject> tree, String role) {
        return tree.stream()
                .filter(node ->
                        role.equals(node.getJsonObject("role", new JsonObject()).getString("value")))
                .map(node -> node.getJsonObject("name", new JsonObject()).getString("value", ""))
                .toList();
    }

    @Test
    void aRouterThatEndsItsStreamsIsSaidToDoSo() {
        TestingNetwork network = network();
        visit();

        network.become("router-1", node -> TestingNodes.in(node, State.STATE_DRAINING));

        page.until("the page says so", "!document.querySelector('#notice').hidden");
        assertThat(page.value(STATUS)).isNotEqualTo("live");
    }

    @Test
    void aProtectedMapAsksForItsPasswordAndIsShownWithIt() {
        stage.close();
        stage = new RouterStage(
                new MapSettings(MapSettings.Access.PROTECTED, Optional.of(new Secret("correct horse battery"))));
        network();
        page.whenAskedForAPassword("ada", "");
        page.visit("http://localhost:" + stage.port + "/");
        page.until("the page asks", STATUS + " === 'locked'");
        assertThat(page.text("#notice")).contains("password").contains("Enter it");
        assertThat(page.value("document.querySelectorAll('#table tbody tr').length"))
                .isEqualTo(0);

        page.whenAskedForAPassword("ada", "correct horse battery");
        page.value("document.querySelector('#notice-action').click()");

        page.until("the map is shown", "document.querySelectorAll('#table tbody tr').length === 7");
        assertThat(page.value("document.querySelector('#notice').hidden")).isEqualTo(true);
    }

    @Test
    void theThemeThatSomebodyChoseIsKept() {
        network();
        visit();

        page.value("document.querySelector('#theme').click()");
        page.value("document.querySelector('#theme').click()");
        page.visit("http://localhost:" + stage.port + "/");
        page.until("the page is live again", STATUS + " === 'live'");

        assertThat(page.text("#theme")).isEqualTo("Theme: dark");
        assertThat(page.value("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(11, 17, 23)");
    }

    @Test
    void markupInWhatNodesSayIsText() {
        NodeView edge = TestingNodes.edge("edge-fra", "fra");
        stage.nodes.add(new NodeView(
                edge.info().toBuilder()
                        .setVersion("<img src=x onerror=alert(1)>")
                        .build(),
                edge.state(),
                true,
                edge.roundTrip(),
                0));
        stage.nodes.add(TestingNodes.node(Kind.KIND_ROUTER, "router-1", "fra", "127.0.0.1:1"));
        visit();

        page.until("it is shown as it is", row("edge-fra") + "?.includes('<img src=x')");
        assertThat(page.value("document.querySelectorAll('main img').length")).isEqualTo(0);
        assertThat(page.errors()).isEmpty();
    }

    @Test
    void aThousandEdgesAreDrawn() {
        TestingNetwork network = TestingNetwork.of(stage, 1_000);
        network.beat();
        visit();
        page.until("all rows", "document.querySelectorAll('#table tbody tr').length === 1003");
        network.beat();

        JsonObject frames = page.object("""
                new Promise(resolve => {
                  const times = [];
                  const frame = at => times.push(at) < 181 ? requestAnimationFrame(frame) : resolve({
                    mean: (times.at(-1) - times[0]) / 180,
                    most: Math.max(...times.slice(1).map((time, i) => time - times[i])),
                  });
                  requestAnimationFrame(frame);
                })""");

        System.out.println("The map with 1,003 nodes, milliseconds from frame to frame: " + frames.encode());
        assertThat(page.text("#sum-nodes")).isEqualTo("1,003 of 1,003");
        assertThat(page.errors()).isEmpty();
    }
}
