package dev.meridian.region.databases.exchange;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static dev.meridian.region.databases.exchange.ExchangeStage.GUEST;
import static dev.meridian.region.databases.exchange.ExchangeStage.KEY;
import static dev.meridian.region.databases.exchange.ExchangeStage.USER;
import static dev.meridian.region.databases.exchange.ExchangeStage.column;
import static dev.meridian.region.databases.exchange.ExchangeStage.exchange;
import static dev.meridian.region.databases.exchange.ExchangeStage.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tables into files: who is given which rows, and what readers may do meanwhile. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
final class ExportTest {

    private static final int MANY = 20_000;

    private ExchangeStage stage;

    @BeforeAll
    void start(@TempDir Path data) {
        stage = new ExchangeStage(data);
        stage.table(
                "large", array(column("name", "string", "size", 1_000), column("count", "integer")), "read(\"any\")");
        String padding = "x".repeat(400);
        String file = IntStream.range(0, MANY)
                .mapToObj(i -> "r" + i + "," + padding + "," + i + "\n")
                .collect(Collectors.joining("", "$id,name,count\n", ""));
        assertThat(stage.load("large", "format=csv", file, 200, KEY).getInteger("created"))
                .isEqualTo(MANY);
    }

    @AfterAll
    void stop() {
        stage.close();
    }

    @Test
    void everyRowOfALargeTableComesOnceInTheOrderOfInsertion() {
        assertThat(stage.export("large", "format=csv", GUEST).lines().skip(1).map(line -> line.split(",", 2)[0]))
                .containsExactlyElementsOf(
                        IntStream.range(0, MANY).mapToObj(i -> "r" + i).toList());
    }

    @Test
    void rowsAndColumnsAreThoseThatTheQueriesAskFor() {
        String file = stage.export(
                "large",
                "format=csv" + query("{'method':'greaterThan','attribute':'count','values':[100]}")
                        + query("{'method':'select','values':['count']}") + query("{'method':'limit','values':[777]}"),
                KEY);

        assertThat(file.lines().findFirst()).hasValue("$id,$createdAt,$updatedAt,$permissions,count");
        assertThat(file.lines()).hasSize(778);
        assertThat(file)
                .contains("r101,")
                .contains("r877,")
                .doesNotContain("r878,")
                .doesNotContain("r100,");
    }

    @Test
    void aCallerGetsTheRowsThatTheyMayReadAndNoOthers() {
        stage.table("mixed", array(column("name", "string", "size", 20)));
        stage.load("mixed", "format=jsonl", """
                {"$id":"hers","name":"a","$permissions":["read(\\"user:anna\\")"]}
                {"$id":"all","name":"b","$permissions":["read(\\"any\\")"]}
                {"$id":"none","name":"c"}
                """, 200, KEY);

        assertThat(ids(stage.export("mixed", "format=jsonl", KEY))).containsExactly("hers", "all", "none");
        assertThat(ids(stage.export("mixed", "", USER))).containsExactly("hers", "all");
        assertThat(ids(stage.export("mixed", "", GUEST))).containsExactly("all");
    }

    private static List<String> ids(String lines) {
        return lines.lines().map(line -> new JsonObject(line).getString("$id")).toList();
    }

    @Test
    void whatCannotBeAnsweredIsRefusedBeforeTheFirstByte() {
        stage.table("closed", array(column("name", "string", "size", 20)));
        stage.call("PUT", ExchangeStage.T + "/closed", object("name", "closed", "rowSecurity", false), 200, KEY);

        assertThat(stage.refusedExport("closed", "", 401, USER).getString("type"))
                .isEqualTo("user_unauthorized");
        assertThat(stage.refusedExport("absent", "", 404, KEY).getString("type"))
                .isEqualTo("table_not_found");
        stage.refusedExport("closed", "format=xml", 400, KEY);
        stage.refusedExport("closed", query("{'method':'equal','attribute':'other','values':[1]}"), 400, KEY);
        for (String refused : new String[] {
            "{'method':'orderAsc','attribute':'name'}",
            "{'method':'offset','values':[1]}",
            "{'method':'cursorAfter','values':['r1']}"
        }) {
            assertThat(stage.refusedExport("closed", query(refused), 400, KEY).getString("type"))
                    .isEqualTo("general_argument_invalid");
        }
    }

    @Test
    void aTableWithoutRowsIsALineOfNamesInCsvAndNothingInJsonLines() {
        stage.table("empty", array(column("name", "string", "size", 20)));

        assertThat(stage.export("empty", "format=csv", KEY))
                .isEqualTo("$id,$createdAt,$updatedAt,$permissions,name\r\n");
        assertThat(stage.export("empty", "format=jsonl", KEY)).isEmpty();
    }

    @Test
    void aReaderWhoStopsHoldsUpNobodyAndGetsTheRestWhenTheyGoOn() throws IOException {
        try (Socket gone = open()) {
            assertThat(gone.getInputStream().read()).isEqualTo('H');
        }
        try (Socket slow = open()) {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(slow.getInputStream(), StandardCharsets.UTF_8), 512);
            assertThat(reader.readLine()).contains("200");

            assertThat(stage.export("large", "format=csv", GUEST).lines()).hasSize(MANY + 1);

            assertThat(reader.lines()
                            .filter(line -> line.startsWith("{\"$id\""))
                            .count())
                    .isGreaterThan(MANY - 500);
        }
    }

    private Socket open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.port());
        String request = "GET " + exchange("large", "export", "format=jsonl") + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Connection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }
}
