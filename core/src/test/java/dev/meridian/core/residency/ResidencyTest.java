package dev.meridian.core.residency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.proto.registry.v1.Area;
import dev.meridian.proto.registry.v1.Project;
import dev.meridian.proto.residency.v1.ActCount;
import dev.meridian.proto.topology.v1.NodeInfo;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ResidencyTest {

    private static final Area EUROPE = Area.newBuilder()
            .addCountries("DE")
            .addCountries("FR")
            .addSites("lon")
            .build();
    private static final Area GERMANY = Area.newBuilder().addCountries("DE").build();

    private static Residency of(dev.meridian.proto.registry.v1.Residency.Builder told) {
        return Residency.of(told.setVersion(3).build());
    }

    private static dev.meridian.proto.registry.v1.Residency.Builder told() {
        return dev.meridian.proto.registry.v1.Residency.newBuilder();
    }

    private static NodeInfo node(String country, String site) {
        return NodeInfo.newBuilder()
                .setName("n")
                .setCountry(country)
                .setSite(site)
                .build();
    }

    @Test
    void aProjectWithoutAPolicyMayBeAnywhere() {
        Residency residency = Residency.of(Project.getDefaultInstance());

        assertThat(residency.isRestricted()).isFalse();
        assertThat(Act.values()).allMatch(act -> residency.permits(act, node("US", "nyc")));
        assertThat(Residency.of(RegistrySnapshot.EMPTY, "unheard-of").isRestricted())
                .isFalse();
    }

    @Test
    void aNodeIsInAnAreaByItsCountryOrByItsSite() {
        Residency residency = of(told().setTerminate(EUROPE));

        assertThat(residency.permits(Act.TERMINATE, node("DE", "fra"))).isTrue();
        assertThat(residency.permits(Act.TERMINATE, node("GB", "lon"))).isTrue();
        assertThat(residency.permits(Act.TERMINATE, node("GB", "man"))).isFalse();
        assertThat(residency.permits(Act.TERMINATE, node("", "")))
                .as("a node that says nothing of where it is")
                .isFalse();
        assertThat(residency.obstacle(node("US", "nyc"))).hasValue("residency: in no zone that may terminate");
    }

    @Test
    void whoMayNotTerminateMayDoNothingElse() {
        Residency residency = of(told().setTerminate(GERMANY).setCache(EUROPE));

        assertThat(residency.permits(Act.CACHE, node("DE", "fra"))).isTrue();
        assertThat(residency.permits(Act.CACHE, node("FR", "par"))).isFalse();
        assertThat(residency.permits(Act.EXECUTE, node("FR", "par"))).isFalse();
        assertThat(residency.permits(Act.LOG, node("FR", "par"))).isFalse();
    }

    @Test
    void anAreaThatIsThereAndEmptyIsNowhere() {
        Residency residency = of(told().setExecute(Area.getDefaultInstance()));

        assertThat(residency.isRestricted()).isTrue();
        assertThat(residency.permits(Act.EXECUTE, node("DE", "fra"))).isFalse();
        assertThat(residency.permits(Act.CACHE, node("DE", "fra"))).isTrue();
    }

    @Test
    void actsAreCountedByVersionUntilTheyAreTaken() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochMilli(1_000));
        ActCounts counts = new ActCounts(now::get);
        counts.add("p1", Act.CACHE, 1, false);
        now.set(Instant.ofEpochMilli(5_000));
        counts.add("p1", Act.CACHE, 1, false);
        counts.add("p1", Act.CACHE, 2, true);
        counts.lose(7);

        ActCounts.Counted taken = counts.take();

        assertThat(taken.lost()).isEqualTo(7);
        assertThat(taken.acts())
                .hasSize(2)
                .filteredOn(act -> act.getPolicyVersion() == 1)
                .singleElement()
                .satisfies(act -> {
                    assertThat(act.getCount()).isEqualTo(2);
                    assertThat(List.of(act.getFirstMillis(), act.getLastMillis()))
                            .containsExactly(1_000L, 5_000L);
                    assertThat(act.getDenied()).isFalse();
                });
        assertThat(taken.acts()).extracting(ActCount::getDenied).containsExactlyInAnyOrder(false, true);
        assertThat(counts.take().acts()).isEmpty();
    }
}
