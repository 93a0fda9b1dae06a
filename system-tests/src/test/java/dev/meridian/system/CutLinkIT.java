package dev.meridian.system;

import static dev.meridian.system.RunningNetwork.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes on machines of their own, with cables between them; one cable is cut and plugged in again. */
class CutLinkIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration HEAL = Duration.ofSeconds(30);

    private final List<Process> nodes = new ArrayList<>();

    @TempDir
    private Path data;

    @Test
    void requestsGoAroundACutLinkOverMutualTlsAndStraightAgainWhenItIsBack() throws Exception {
        String obstacle = Namespaces.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle);
        try (Namespaces machines = Namespaces.of("router", "fra", "nyc");
                HttpClient client = HttpClient.newHttpClient()) {
            issueCertificates(machines);
            start(machines, "fra", "region", "region-fra", "fra");
            start(machines, "nyc", "edge", "edge-nyc", "nyc");
            start(machines, "router", "router", "router", "fra");
            eventually("all nodes reach each other", START, () -> {
                assertThat(nodes).as("see the logs in %s", data).allMatch(Process::isAlive);
                return path(client, machines, "region-fra").equals("direct")
                        && path(client, machines, "edge-nyc").equals("direct");
            });
            eventually("the region answers", START, () -> region(client, machines) == 200);

            machines.cut("router", "fra");
            long cut = System.nanoTime();
            eventually(
                    "the path is another",
                    HEAL,
                    () -> path(client, machines, "region-fra").equals("via edge-nyc"));
            eventually("the region answers again", HEAL, () -> region(client, machines) == 200);
            System.out.println("a cut link was gone around after "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - cut) + " ms");

            machines.plugIn("router", "fra");
            eventually(
                    "the path is direct again",
                    HEAL,
                    () -> path(client, machines, "region-fra").equals("direct"));
            assertThat(region(client, machines)).isEqualTo(200);
        }
    }

    private void issueCertificates(Namespaces machines) throws Exception {
        List<String> command = RunningNetwork.command(
                "ca",
                "--out",
                data.resolve("certs").toString(),
                "region-fra=" + machines.address("fra"),
                "edge-nyc=" + machines.address("nyc"),
                "router=" + machines.address("router"));
        Shell.run(Path.of("."), Map.of("LC_ALL", "C.UTF-8"), command.toArray(String[]::new));
    }

    private void start(Namespaces machines, String machine, String kind, String name, String site) throws IOException {
        Path folder = Files.createDirectories(data.resolve(name));
        Path certs = data.resolve("certs");
        String address = machines.address(machine);
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("node.kind", kind);
        settings.put("node.name", name);
        settings.put("node.site", site);
        settings.put("node.host", address);
        settings.put("node.loops", "1");
        settings.put("node.data", folder.toString());
        settings.put("http.host", kind.equals("router") ? machines.door() : address);
        settings.put("http.port", "8080");
        settings.put("relay.port", "8081");
        settings.put("relay.tls.certificate", certs.resolve(name + ".crt").toString());
        settings.put("relay.tls.key", certs.resolve(name + ".key").toString());
        settings.put("relay.tls.authority", certs.resolve("ca.crt").toString());
        settings.put("cluster.members", machines.address("fra") + ":5701");
        settings.put("network.regions", "fra");
        settings.put("network.seeds", machines.address("fra") + ":8081," + machines.address("nyc") + ":8081");
        settings.put("domains.api", machines.door());
        Path file = folder.resolve("node.conf");
        Files.writeString(
                file,
                settings.entrySet().stream()
                        .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
                        .collect(Collectors.joining()));
        List<String> command = RunningNetwork.command(
                "node",
                "--config",
                file.toString(),
                "--parent",
                String.valueOf(ProcessHandle.current().pid()));
        nodes.add(machines.start(machine, folder.resolve("node.log"), command));
    }

    /** How the router reaches a node; empty while it does not. */
    private static String path(HttpClient client, Namespaces machines, String node) {
        try {
            for (JsonNode each : JSON.readTree(get(client, machines, "/.meridian/nodes")
                            .map(HttpResponse::body)
                            .orElse("{}"))
                    .path("nodes")) {
                if (each.get("name").asText().equals(node) && each.get("usable").asBoolean()) {
                    return each.get("path").asText();
                }
            }
            return "";
        } catch (IOException e) {
            throw new AssertionError("the nodes are not told in JSON", e);
        }
    }

    /** Status of a call that the region answers; 0 while nobody does. */
    private static int region(HttpClient client, Namespaces machines) {
        return get(client, machines, "/v1/health/version")
                .map(HttpResponse::statusCode)
                .orElse(0);
    }

    private static Optional<HttpResponse<String>> get(HttpClient client, Namespaces machines, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + machines.door() + ":8080" + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return Optional.of(client.send(request, BodyHandlers.ofString()));
        } catch (IOException unanswered) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
