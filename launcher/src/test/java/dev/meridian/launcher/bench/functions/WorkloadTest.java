package dev.meridian.launcher.bench.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.launcher.Starting;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient();

    @AfterEach
    void close() {
        Starting.settle(vertx.close(), PATIENCE);
    }

    @Test
    void theTransformIsOfTenKibibytesAndAddsTotals() {
        Workload transform = Workload.transform();

        assertThat(transform.body().length()).isBetween(10_240, 10_400);
        JsonObject line = transform.answer().getJsonArray("lines").getJsonObject(1);
        assertThat(line.getLong("total")).isEqualTo(line.getLong("quantity") * line.getLong("price"));
        assertThat(transform.answer().getInteger("count"))
                .isEqualTo(transform.body().toJsonObject().getJsonArray("lines").size());
    }

    @Test
    void wrkIsGivenTheBodyThatItSends(@TempDir Path folder) throws IOException {
        List<String> flags = Workload.transform().flags(folder, "f.network.localhost");

        assertThat(flags).startsWith("-H", "Host: f.network.localhost", "-s");
        assertThat(Files.readString(Path.of(flags.get(3))))
                .contains("wrk.method = \"POST\"", "[==[" + Workload.transform().body() + "]==]");
        assertThat(Workload.hello().flags(folder, "localhost")).containsExactly("-H", "Host: localhost");
    }

    @Test
    void aServerThatGivesAnotherAnswerIsFoundOut() throws InterruptedException {
        HttpServer other = Starting.await(
                vertx.createHttpServer()
                        .requestHandler(request -> request.response().end("{\"path\":\"/\",\"ok\":false}"))
                        .listen(0, "127.0.0.1"),
                PATIENCE,
                "the other server");
        Subject subject = new Subject("other", other.actualPort(), "localhost");

        assertThatThrownBy(() -> subject.verify(client, Workload.hello()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("other gives another answer to hello-JSON");
    }
}
