package dev.meridian.system.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.meridian.core.config.Configuration;
import dev.meridian.core.node.NodeSettings;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The manifests as far as they can be judged without a cluster: types, references, and settings that nodes would take. */
class ManifestsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path K8S = ROOT.resolve("k8s");
    private static final Path EXAMPLE = K8S.resolve("overlays/example");

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1/ConfigMap", ConfigMap.class,
            "v1/Namespace", Namespace.class,
            "v1/Service", Service.class,
            "apps/v1/Deployment", Deployment.class,
            "apps/v1/StatefulSet", StatefulSet.class,
            "autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class);

    /** The typed model collects fields that it does not know; here they are to fail. */
    private static final ObjectMapper STRICT = new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            });

    /** As much of a kustomization as ours use. */
    record Kustomization(
            String apiVersion,
            String kind,
            @Nullable String namespace,
            @Nullable String nameSuffix,
            @Nullable List<String> resources,
            @Nullable List<Patch> patches,
            @Nullable List<Label> labels,
            @Nullable List<Image> images) {

        record Patch(String path) {}

        record Label(Map<String, String> pairs, boolean includeSelectors) {}

        record Image(
                String name,
                String newName,
                @JsonProperty("newTag") String newTag) {}
    }

    @Test
    void everyFieldOfEveryManifestIsKnownToKubernetes() throws IOException {
        List<Path> files = yaml(K8S);

        assertThat(files).hasSizeGreaterThan(20);
        for (Path file : files) {
            if (!file.endsWith("kustomization.yaml")) {
                assertThat(typed(file).getMetadata().getName()).as("%s", file).isNotBlank();
            }
        }
    }

    @Test
    void aFieldThatKubernetesDoesNotKnowFails() {
        assertThatThrownBy(() -> STRICT.readValue("""
                        apiVersion: apps/v1
                        kind: Deployment
                        spec:
                          template:
                            spec:
                              containers:
                                - name: node
                                  readynessProbe: {}
                        """, Deployment.class)).hasMessageContaining("readynessProbe");
    }

    @Test
    void whatAKustomizationNamesExistsAndEveryFileIsNamed() throws IOException {
        List<Path> named = new ArrayList<>();
        for (Path file : yaml(K8S)) {
            if (file.endsWith("kustomization.yaml")) {
                Kustomization kustomization = STRICT.readValue(file.toFile(), Kustomization.class);
                Path folder = Objects.requireNonNull(file.getParent());
                assertThat(kustomization.kind()).isEqualTo("Kustomization");
                for (String resource : orEmpty(kustomization.resources())) {
                    Path target = folder.resolve(resource).normalize();
                    named.add(Files.isDirectory(target) ? target.resolve("kustomization.yaml") : target);
                }
                for (Kustomization.Patch patch : orEmpty(kustomization.patches())) {
                    named.add(folder.resolve(patch.path()).normalize());
                    assertThat(targets(kustomization, folder, typed(folder.resolve(patch.path()))))
                            .as("what %s in %s changes", patch.path(), folder)
                            .isTrue();
                }
            }
        }

        assertThat(named).allSatisfy(file -> assertThat(file).isRegularFile());
        List<Path> unnamed = new ArrayList<>(yaml(K8S));
        unnamed.removeAll(named);
        assertThat(unnamed).containsExactly(EXAMPLE.resolve("kustomization.yaml"));
    }

    @Test
    void everyPodIsUnprivilegedBoundedAndProbedOnItsRelayPort() throws IOException {
        for (String kind : List.of("region/statefulset", "edge/deployment", "router/deployment")) {
            PodSpec pod = pod(typed(K8S.resolve("base/" + kind + ".yaml")));
            Container node = pod.getContainers().getFirst();

            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getEnableServiceLinks())
                    .as("variables of services would be taken for settings")
                    .isFalse();
            assertThat(node.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
            assertThat(node.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
            assertThat(node.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(node.getResources().getLimits()).containsKey("memory");
            assertThat(node.getResources().getRequests()).containsKeys("cpu", "memory");
            assertThat(probe(node.getLivenessProbe())).isEqualTo("/livez relay");
            assertThat(probe(node.getReadinessProbe())).isEqualTo("/readyz relay");
            assertThat(node.getPorts()).extracting(ContainerPort::getName).contains("http", "relay", "cluster");
        }
    }

    @Test
    void servicesBudgetsAndAutoscalersPointAtTheirWorkload() throws IOException {
        for (String kind : List.of("region", "edge", "router")) {
            Path base = K8S.resolve("base/" + kind);
            HasMetadata workload = typed(base.resolve(kind.equals("region") ? "statefulset.yaml" : "deployment.yaml"));
            Map<String, String> labels = podLabels(workload);
            List<String> ports = pod(workload).getContainers().getFirst().getPorts().stream()
                    .map(ContainerPort::getName)
                    .toList();
            for (Path file : yaml(base)) {
                switch (file.endsWith("kustomization.yaml") ? workload : typed(file)) {
                    case Service service -> {
                        assertThat(labels)
                                .containsAllEntriesOf(service.getSpec().getSelector());
                        assertThat(service.getSpec().getPorts())
                                .extracting(ServicePort::getTargetPort)
                                .allSatisfy(port -> assertThat(ports).contains(port.getStrVal()));
                    }
                    case PodDisruptionBudget budget ->
                        assertThat(labels)
                                .containsAllEntriesOf(
                                        budget.getSpec().getSelector().getMatchLabels());
                    case HorizontalPodAutoscaler scaler -> {
                        assertThat(scaler.getSpec().getScaleTargetRef().getKind())
                                .isEqualTo(workload.getKind());
                        assertThat(scaler.getSpec().getScaleTargetRef().getName())
                                .isEqualTo(workload.getMetadata().getName());
                    }
                    default -> {}
                }
            }
        }
    }

    /** Settings as a node of the example would be given them: the shared map, then its base, then its patch. */
    @Test
    void everyNodeOfTheExampleWouldTakeItsSettings() throws IOException {
        Map<String, String> shared =
                new HashMap<>(((ConfigMap) typed(K8S.resolve("base/network/settings.yaml"))).getData());
        shared.putAll(((ConfigMap) typed(EXAMPLE.resolve("settings.yaml"))).getData());
        Map<String, List<Path>> nodes = Map.of(
                "region-fra",
                        List.of(K8S.resolve("base/region/statefulset.yaml"), EXAMPLE.resolve("region-fra/site.yaml")),
                "region-nyc",
                        List.of(K8S.resolve("base/region/statefulset.yaml"), EXAMPLE.resolve("region-nyc/site.yaml")),
                "edge-fra", List.of(K8S.resolve("base/edge/deployment.yaml"), EXAMPLE.resolve("edge-fra/site.yaml")),
                "edge-nyc", List.of(K8S.resolve("base/edge/deployment.yaml"), EXAMPLE.resolve("edge-nyc/site.yaml")),
                "edge-sgp", List.of(K8S.resolve("base/edge/deployment.yaml"), EXAMPLE.resolve("edge-sgp/site.yaml")),
                "router-fra", List.of(K8S.resolve("base/router/deployment.yaml"), EXAMPLE.resolve("router.yaml")));

        for (Map.Entry<String, List<Path>> node : nodes.entrySet()) {
            Map<String, String> environment = new HashMap<>(shared);
            for (Path file : node.getValue()) {
                for (EnvVar variable :
                        pod(typed(file)).getContainers().getFirst().getEnv()) {
                    environment.put(variable.getName(), value(variable));
                }
            }
            boolean hadDatabase = environment.remove("MERIDIAN_REGION_DATABASE_URL") != null;
            Configuration configuration = Configuration.of(Map.of(), environment, Map.of());
            NodeSettings settings = NodeSettings.read(configuration);
            configuration.refuseUnknown();

            assertThat(NodeSettings.word(settings.kind())
                            + '-'
                            + settings.site().code())
                    .isEqualTo(node.getKey());
            assertThat(hadDatabase).isEqualTo(node.getKey().startsWith("region"));
            assertThat(settings.regions()).containsExactly("fra", "nyc");
            assertThat(settings.relayPort()).isEqualTo(7070);
            assertThat(settings.seeds()).hasSize(2);
            assertThat(settings.cluster().kubernetesService()).contains("members");
        }
    }

    @Test
    void theImageStartsTheOneJarAsEveryNodeIsStarted() throws IOException {
        String recipe = Files.readString(ROOT.resolve("Dockerfile"));
        Matcher arguments = Pattern.compile("<node.jvm.arguments>(.*)</node.jvm.arguments>")
                .matcher(Files.readString(ROOT.resolve("pom.xml")));
        assertThat(arguments.find()).isTrue();

        assertThat(recipe)
                .contains("launcher/target/meridian-launcher-*-all.jar", "USER 10001")
                .contains(arguments.group(1).split(" "));
    }

    private static boolean targets(Kustomization kustomization, Path folder, HasMetadata patch) throws IOException {
        for (String resource : orEmpty(kustomization.resources())) {
            Path target = folder.resolve(resource);
            for (Path file : Files.isDirectory(target) ? yaml(target) : List.of(target)) {
                if (!file.endsWith("kustomization.yaml") && isSame(typed(file), patch)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isSame(HasMetadata one, HasMetadata other) {
        return one.getKind().equals(other.getKind())
                && one.getMetadata().getName().equals(other.getMetadata().getName());
    }

    private static HasMetadata typed(Path file) throws IOException {
        JsonNode tree = STRICT.readTree(file.toFile());
        String kind = tree.path("apiVersion").asText() + '/' + tree.path("kind").asText();
        Class<? extends HasMetadata> type = KINDS.get(kind);
        assertThat(type).as("%s is of kind %s", file, kind).isNotNull();
        return STRICT.readValue(file.toFile(), Objects.requireNonNull(type));
    }

    private static PodSpec pod(HasMetadata workload) {
        return switch (workload) {
            case Deployment it -> it.getSpec().getTemplate().getSpec();
            case StatefulSet it -> it.getSpec().getTemplate().getSpec();
            default -> throw new AssertionError(workload.getKind() + " has no pods");
        };
    }

    private static Map<String, String> podLabels(HasMetadata workload) {
        return switch (workload) {
            case Deployment it -> it.getSpec().getTemplate().getMetadata().getLabels();
            case StatefulSet it -> it.getSpec().getTemplate().getMetadata().getLabels();
            default -> throw new AssertionError(workload.getKind() + " has no pods");
        };
    }

    private static String probe(Probe probe) {
        return probe.getHttpGet().getPath() + ' ' + probe.getHttpGet().getPort().getStrVal();
    }

    private static String value(EnvVar variable) {
        return variable.getValueFrom() == null ? variable.getValue() : "10.0.0.1";
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static List<Path> yaml(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }
}
