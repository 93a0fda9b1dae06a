package dev.meridian.system.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What rendering cannot tell: files that nothing names, and the image. */
class ManifestsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path K8S = ROOT.resolve("k8s");

    @Test
    void aFieldThatKubernetesDoesNotKnowFails() {
        assertThatThrownBy(() -> StrictModel.MAPPER.readValue("""
                        apiVersion: apps/v1
                        kind: Deployment
                        spec:
                          template:
                            spec:
                              containers:
                                - name: node
                                  readynessProbe: {}
                        """, Deployment.class))
                .hasMessageContaining("readynessProbe");
    }

    @Test
    void everyFileIsNamedByAKustomization() throws IOException {
        List<Path> unnamed = yaml();
        for (Path file : yaml()) {
            if (file.endsWith("kustomization.yaml")) {
                unnamed.removeAll(named(file));
            }
        }

        assertThat(unnamed).containsExactly(K8S.resolve("overlays/example/kustomization.yaml"));
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

    private static List<Path> named(Path kustomization) throws IOException {
        JsonNode tree = StrictModel.MAPPER.readTree(kustomization.toFile());
        List<String> names = new ArrayList<>();
        tree.path("resources").forEach(resource -> names.add(resource.asText()));
        tree.path("patches").forEach(patch -> names.add(patch.path("path").asText()));
        Path folder = Objects.requireNonNull(kustomization.getParent());
        return names.stream()
                .map(name -> folder.resolve(name).normalize())
                .map(target -> Files.isDirectory(target) ? target.resolve("kustomization.yaml") : target)
                .toList();
    }

    private static List<Path> yaml() throws IOException {
        try (Stream<Path> files = Files.walk(K8S)) {
            return new ArrayList<>(
                    files.filter(file -> file.toString().endsWith(".yaml")).toList());
        }
    }
}
