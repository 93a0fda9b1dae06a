package dev.meridian.router.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.proto.registry.v1.Function;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.proto.registry.v1.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ActivationsTest {

    @Test
    void aPointerThatMovedIsAnActivationAndNothingElseIs() {
        RegistrySnapshot before = snapshot("fra", function("a", "d1"), function("b", "d1"), site("s", ""));
        RegistrySnapshot after = snapshot("fra", function("a", "d2"), function("b", "d1"), site("s", "d9"));

        assertThat(Activations.between(before, after))
                .containsExactlyInAnyOrder(
                        new Activations.Activation("fra", "function", "shop", "a", "d2"),
                        new Activations.Activation("fra", "site", "shop", "s", "d9"));
        assertThat(Activations.between(after, after)).isEmpty();
    }

    @Test
    void aDeploymentThatIsTakenOutIsNone() {
        assertThat(Activations.between(snapshot("fra", function("a", "d1")), snapshot("fra", function("a", ""))))
                .isEmpty();
    }

    @Test
    void whatARegionTellsAtFirstIsNoNews() {
        RegistrySnapshot after = snapshot("fra", function("a", "d1"));

        assertThat(Activations.between(RegistrySnapshot.EMPTY, after)).isEmpty();
        assertThat(Activations.between(new RegistrySnapshot(Map.of("fra", Map.of())), after))
                .isEmpty();
    }

    @Test
    void manyAtOnceAreNotAllTold() {
        Record[] many =
                IntStream.range(0, 500).mapToObj(i -> function("f" + i, "d1")).toArray(Record[]::new);

        assertThat(Activations.between(snapshot("fra", function("f0", "d0")), snapshot("fra", many)))
                .hasSize(100);
    }

    private static RegistrySnapshot snapshot(String region, Record... records) {
        Map<String, Record> byKey = new HashMap<>();
        List.of(records).forEach(it -> byKey.put(it.getKey(), it));
        return new RegistrySnapshot(Map.of(region, byKey));
    }

    private static Record function(String id, String deployment) {
        return Record.newBuilder()
                .setKey("function/" + id)
                .setFunction(Function.newBuilder()
                        .setProjectId("shop")
                        .setFunctionId(id)
                        .setDeploymentId(deployment))
                .build();
    }

    private static Record site(String id, String deployment) {
        return Record.newBuilder()
                .setKey("site/" + id)
                .setSite(Site.newBuilder().setProjectId("shop").setSiteId(id).setDeploymentId(deployment))
                .build();
    }
}
