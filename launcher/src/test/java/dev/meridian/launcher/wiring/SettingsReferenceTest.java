package dev.meridian.launcher.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.node.NodeSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SettingsReferenceTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z.]+)` \\|");

    @Test
    void theReferenceNamesEverySettingAndNoOther() throws Exception {
        Set<String> known = new TreeSet<>();
        for (String kind : new String[] {"region", "edge", "router"}) {
            Configuration configuration = Configuration.of(
                    Map.of("node.kind", kind, "node.site", "fra", "network.regions", "fra"), Map.of(), Map.of());
            NodeSettings settings = NodeSettings.read(configuration);
            DoorSettings.read(configuration);
            RoleSettings.read(settings.kind(), configuration);
            known.addAll(configuration.known());
        }
        Set<String> documented = ROW.matcher(Files.readString(Path.of("../docs/reference/settings.md")))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).isEqualTo(known);
    }
}
