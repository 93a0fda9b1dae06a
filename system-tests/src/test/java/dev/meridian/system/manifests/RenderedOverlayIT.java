package dev.meridian.system.manifests;

import static dev.meridian.system.manifests.Rendered.name;
import static dev.meridian.system.manifests.Rendered.node;
import static dev.meridian.system.manifests.Rendered.pods;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.node.NodeSettings;
import dev.meridian.core.relay.PeerAddress;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example overlay as a cluster would be sent it, rendered by {@code kubectl} itself. */
class RenderedOverlayIT {

    private static final Path EXAMPLE = Path.of("../k8s/overlays/example");
    private static final List<String> REGIONS = List.of("region-fra", "region-nyc");
    private static final List<String> DEPLOYED = List.of("edge-fra", "edge-nyc", "edge-sgp", "router");
    private static final List<String> NODES =
            List.of("edge-fra", "edge-nyc", "edge-sgp", "region-fra", "region-nyc", "router");

    @SuppressWarnings("NullAway.Init")
    private static Rendered rendered;

    @BeforeAll
    static void render(@TempDir Path folder) throws Exception {
        String text = Kubectl.find(folder).kustomize(EXAMPLE.toAbsolutePath().normalize());
        assertThat(text).doesNotContain("# Warning");
        rendered = Rendered.read(text);
    }

    @Test
    void twoRegionsThreeEdgesAndARouterAreInOneNamespace() {
        assertThat(rendered.all(StatefulSet.class))
                .extracting(Rendered::name)
                .containsExactlyInAnyOrderElementsOf(REGIONS);
        assertThat(rendered.all(Deployment.class))
                .extracting(Rendered::name)
                .containsExactlyInAnyOrderElementsOf(DEPLOYED);
        assertThat(rendered.all(HorizontalPodAutoscaler.class))
                .extracting(Rendered::name)
                .containsExactlyInAnyOrderElementsOf(DEPLOYED);
        assertThat(rendered.all(PodDisruptionBudget.class))
                .extracting(Rendered::name)
                .containsExactlyInAnyOrderElementsOf(NODES);
        assertThat(rendered.all(Namespace.class)).extracting(Rendered::name).containsExactly("meridian");
        assertThat(rendered.objects())
                .filteredOn(object -> !(object instanceof Namespace))
                .allSatisfy(object ->
                        assertThat(object.getMetadata().getNamespace()).isEqualTo("meridian"));
    }

    @Test
    void everySelectorTakesThePodsOfItsOwnNodeAndNoOthers() {
        for (HasMetadata workload : rendered.workloads()) {
            Map<String, String> selector = switch (workload) {
                case Deployment it -> it.getSpec().getSelector().getMatchLabels();
                case StatefulSet it -> it.getSpec().getSelector().getMatchLabels();
                default -> throw new AssertionError(workload.getKind());
            };
            assertThat(rendered.selectedBy(selector)).containsExactly(name(workload));
            assertThat(pods(workload).getSpec().getTopologySpreadConstraints())
                    .isNotEmpty()
                    .allSatisfy(spread -> assertThat(rendered.selectedBy(
                                    spread.getLabelSelector().getMatchLabels()))
                            .containsExactly(name(workload)));
        }
        for (PodDisruptionBudget budget : rendered.all(PodDisruptionBudget.class)) {
            assertThat(rendered.selectedBy(budget.getSpec().getSelector().getMatchLabels()))
                    .containsExactly(name(budget));
        }
        for (HorizontalPodAutoscaler scaler : rendered.all(HorizontalPodAutoscaler.class)) {
            assertThat(scaler.getSpec().getScaleTargetRef().getKind()).isEqualTo("Deployment");
            assertThat(scaler.getSpec().getScaleTargetRef().getName()).isEqualTo(name(scaler));
        }
    }

    @Test
    void everyServiceLeadsToPortsThatItsPodsHave() {
        for (Service service : rendered.all(Service.class)) {
            List<String> selected = rendered.selectedBy(service.getSpec().getSelector());
            switch (name(service)) {
                case "members" ->
                    assertThat(selected)
                            .as("edges without a region make no cluster")
                            .containsExactlyInAnyOrderElementsOf(REGIONS);
                case "public" -> assertThat(selected).containsExactly("router");
                default -> assertThat(selected).containsExactly(name(service));
            }
            for (HasMetadata workload : rendered.workloads()) {
                if (selected.contains(name(workload))) {
                    assertThat(ports(workload))
                            .containsAll(service.getSpec().getPorts().stream()
                                    .map(port -> port.getTargetPort().getStrVal())
                                    .toList());
                }
            }
        }
        assertThat(rendered.all(Service.class))
                .extracting(Rendered::name)
                .containsAll(NODES)
                .contains("members", "public");
        for (StatefulSet region : rendered.all(StatefulSet.class)) {
            assertThat(region.getSpec().getServiceName()).isEqualTo(name(region));
        }
    }

    @Test
    void everyPodIsUnprivilegedBoundedAndProbedOnItsRelayPort() {
        for (HasMetadata workload : rendered.workloads()) {
            Container node = node(workload);

            assertThat(pods(workload).getSpec().getSecurityContext().getRunAsNonRoot())
                    .isTrue();
            assertThat(pods(workload).getSpec().getEnableServiceLinks())
                    .as("variables of services would be taken for settings")
                    .isFalse();
            assertThat(node.getImage()).isEqualTo("ghcr.io/meridian/meridian:0.1.0");
            assertThat(node.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
            assertThat(node.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
            assertThat(node.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(node.getResources().getLimits()).containsKey("memory");
            assertThat(node.getResources().getRequests()).containsKeys("cpu", "memory");
            assertThat(probe(node.getStartupProbe())).isEqualTo("/livez relay");
            assertThat(probe(node.getLivenessProbe())).isEqualTo("/livez relay");
            assertThat(probe(node.getReadinessProbe())).isEqualTo("/readyz relay");
            assertThat(ports(workload)).containsExactlyInAnyOrder("http", "relay", "cluster");
            assertThat(volumes(workload))
                    .containsAll(node.getVolumeMounts().stream()
                            .map(VolumeMount::getName)
                            .toList());
        }
    }

    @Test
    void everyNodeWouldTakeTheSettingsOfItsSite() {
        for (HasMetadata workload : rendered.workloads()) {
            Map<String, String> environment = environment(node(workload));
            Configuration configuration = Configuration.of(Map.of(), environment, Map.of());
            NodeSettings settings = NodeSettings.read(configuration);
            configuration.refuseUnknown();

            String kind = NodeSettings.word(settings.kind());
            assertThat(
                            kind.equals("router")
                                    ? kind
                                    : kind + '-' + settings.site().code())
                    .isEqualTo(name(workload));
            assertThat(settings.regions()).containsExactly("fra", "nyc");
            assertThat(settings.httpHost()).isEqualTo("0.0.0.0");
            assertThat(settings.domains().api()).isEqualTo("api.example.com");
            assertThat(portNumber(workload, "http")).isEqualTo(settings.httpPort());
            assertThat(portNumber(workload, "relay")).isEqualTo(settings.relayPort());
            assertThat(portNumber(workload, "cluster"))
                    .isEqualTo(settings.cluster().port());
            assertThat(node(workload).getVolumeMounts())
                    .extracting(VolumeMount::getMountPath)
                    .contains(settings.data().toString());
            assertThat(settings.cluster().kubernetesService()).contains("members");
            assertThat(settings.seeds()).hasSameSizeAs(REGIONS).allSatisfy(RenderedOverlayIT::isAPortOfAService);
        }
    }

    /** A seed is found by the name of a service, without which no node would find the network. */
    private static void isAPortOfAService(PeerAddress seed) {
        Service service = rendered.one(Service.class, seed.host());
        assertThat(service.getSpec().getPorts())
                .extracting(ServicePort::getPort)
                .contains(seed.port());
        assertThat(service.getSpec().getPublishNotReadyAddresses())
                .as("the first nodes of a network ask one another before they are ready")
                .isTrue();
    }

    @Test
    void aRegionsDatabaseIsElsewhereOnlyWhereASecretOfItsOwnSaysSo() {
        for (HasMetadata workload : rendered.workloads()) {
            List<EnvVar> database = node(workload).getEnv().stream()
                    .filter(variable -> variable.getName().equals("MERIDIAN_REGION_DATABASE_URL"))
                    .toList();
            if (workload instanceof StatefulSet) {
                assertThat(database).singleElement().satisfies(variable -> {
                    assertThat(variable.getValueFrom().getSecretKeyRef().getName())
                            .isEqualTo(name(workload) + "-database");
                    assertThat(variable.getValueFrom().getSecretKeyRef().getOptional())
                            .isTrue();
                });
            } else {
                assertThat(database).isEmpty();
            }
        }
    }

    /** As the kubelet would make it: the shared map first, then the container's own; what the cluster fills in is an address. */
    private static Map<String, String> environment(Container node) {
        Map<String, String> environment = new HashMap<>();
        node.getEnvFrom()
                .forEach(from -> environment.putAll(
                        rendered.one(ConfigMap.class, from.getConfigMapRef().getName())
                                .getData()));
        for (EnvVar variable : node.getEnv()) {
            if (variable.getValueFrom() == null) {
                environment.put(variable.getName(), variable.getValue());
            } else if (variable.getValueFrom().getFieldRef() != null) {
                environment.put(variable.getName(), "10.0.0.1");
            }
        }
        return environment;
    }

    private static List<String> ports(HasMetadata workload) {
        return node(workload).getPorts().stream().map(ContainerPort::getName).toList();
    }

    private static int portNumber(HasMetadata workload, String name) {
        return node(workload).getPorts().stream()
                .filter(port -> port.getName().equals(name))
                .mapToInt(ContainerPort::getContainerPort)
                .sum();
    }

    private static Set<String> volumes(HasMetadata workload) {
        List<String> volumes = new ArrayList<>();
        pods(workload).getSpec().getVolumes().forEach(volume -> volumes.add(volume.getName()));
        if (workload instanceof StatefulSet region) {
            region.getSpec().getVolumeClaimTemplates().forEach(claim -> volumes.add(name(claim)));
        }
        return volumes.stream().collect(Collectors.toSet());
    }

    private static String probe(Probe probe) {
        return probe.getHttpGet().getPath() + ' ' + probe.getHttpGet().getPort().getStrVal();
    }
}
