package dev.meridian.launcher.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.config.ConfigurationException;
import dev.meridian.core.node.NodeSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DevPlanTest {

    private static final Path DATA = Path.of("/data");

    @Test
    void eachNodeHasPortsOfItsOwnAndIsFoundByTheOthers() {
        DevPlan plan = DevPlan.of(DATA, 8080, List.of("fra", "nyc"), List.of("fra", "nyc", "sgp"));

        assertThat(plan.nodes())
                .extracting(DevNode::name)
                .containsExactly("router", "region-fra", "region-nyc", "edge-fra", "edge-nyc", "edge-sgp");
        assertThat(plan.nodes().stream().flatMap(node -> node.ports().stream())).doesNotHaveDuplicates();
        plan.nodes().forEach(node -> {
            NodeSettings settings = NodeSettings.read(Configuration.of(node.settings(), Map.of(), Map.of()));
            assertThat(settings.name()).isEqualTo(node.name());
            assertThat(settings.defaultRegion()).isEqualTo("fra");
            assertThat(settings.seeds()).hasSize(6).anyMatch(seed -> seed.port() == settings.relayPort());
            assertThat(settings.cluster().members()).containsExactly("127.0.0.1:8281", "127.0.0.1:8282");
        });
    }

    @Test
    void onlyNodesThatRunFunctionsAreToldWhatThoseMayFetch() {
        DevPlan plan = DevPlan.of(DATA, 8080, List.of("fra"), List.of("fra"));

        assertThat(plan.nodes())
                .filteredOn(node -> node.settings().containsKey("functions.fetch.private"))
                .extracting(DevNode::kind)
                .containsExactly("region", "edge");
        assertThat(plan.nodes())
                .filteredOn(node -> node.settings().containsKey("region.mail.private"))
                .extracting(DevNode::kind)
                .containsExactly("region");
    }

    @Test
    void aSiteNobodyKnowsIsRefusedByName() {
        assertThatThrownBy(() -> DevPlan.of(DATA, 8080, List.of("fra", "mars"), List.of("fra")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("'mars'")
                .hasMessageContaining("fra, ");
    }

    @Test
    void aSiteNamedTwiceIsRefused() {
        assertThatThrownBy(() -> DevPlan.of(DATA, 8080, List.of("fra"), List.of("nyc", "nyc")))
                .hasMessageContaining("--edges names a site twice");
    }

    @Test
    void aPortWithoutRoomForTheOthersIsRefused() {
        assertThatThrownBy(() -> DevPlan.of(DATA, 65_400, List.of("fra"), List.of("fra")))
                .hasMessageContaining("--port is 65400");
    }
}
