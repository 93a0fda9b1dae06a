package dev.meridian.system.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** What a cluster would be sent, as the typed model of Kubernetes reads it. */
record Rendered(List<HasMetadata> objects) {

    /** @param text documents of YAML; a kind or a field that is not known fails */
    static Rendered read(String text) throws IOException {
        List<HasMetadata> objects = new ArrayList<>();
        Iterator<JsonNode> documents =
                StrictModel.MAPPER.readerFor(JsonNode.class).readValues(text);
        while (documents.hasNext()) {
            objects.add(StrictModel.read(documents.next()));
        }
        return new Rendered(objects);
    }

    <T extends HasMetadata> List<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends HasMetadata> T one(Class<T> type, String name) {
        List<T> found = all(type).stream().filter(it -> name(it).equals(name)).toList();
        assertThat(found).as("%s named %s", type.getSimpleName(), name).hasSize(1);
        return found.getFirst();
    }

    /** Everything that has pods. */
    List<HasMetadata> workloads() {
        return objects.stream()
                .filter(it -> it instanceof Deployment || it instanceof StatefulSet)
                .toList();
    }

    /** Names of the workloads whose pods a selector takes. */
    List<String> selectedBy(Map<String, String> selector) {
        return workloads().stream()
                .filter(it -> pods(it).getMetadata().getLabels().entrySet().containsAll(selector.entrySet()))
                .map(Rendered::name)
                .toList();
    }

    static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }

    static PodTemplateSpec pods(HasMetadata workload) {
        return switch (workload) {
            case Deployment it -> it.getSpec().getTemplate();
            case StatefulSet it -> it.getSpec().getTemplate();
            default -> throw new AssertionError(workload.getKind() + " has no pods");
        };
    }

    static Container node(HasMetadata workload) {
        List<Container> containers = pods(workload).getSpec().getContainers();
        assertThat(containers).as(name(workload)).hasSize(1);
        return containers.getFirst();
    }
}
