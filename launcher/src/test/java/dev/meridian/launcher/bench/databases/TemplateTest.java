package dev.meridian.launcher.bench.databases;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {

    private static final Dataset ROWS = new Dataset(1_000);
    private static final MeridianApi OURS = MeridianApi.withKey("items", "secret");

    @Test
    void aScriptDrawsWhatHasAPlaceAndSaysTheRestAsItIs() {
        String lua = new Template("PATCH", "/rows/<id>", "{\"price\":<price>}").lua(ROWS, List.of("x-key", "[[1]]"));

        assertThat(lua.lines().skip(1))
                .containsExactly(
                        "wrk.headers[ [==[x-key]==] ] = [==[[[1]]]==]",
                        "request = function()",
                        "  return wrk.format([==[PATCH]==], table.concat({[==[/rows/]==], 1000000000 + math.random(0, 999),"
                                + " [==[]==]}), nil, table.concat({[==[{\"price\":]==], math.random(0, 500), [==[}]==]}))",
                        "end");
    }

    @Test
    void aRequestWithoutPlacesIsSaidOnce() {
        assertThat(new Template("GET", "/rows", "").lua(ROWS, List.of()).lines().skip(2))
                .containsExactly("  return wrk.format([==[GET]==], [==[/rows]==])", "end");
    }

    @Test
    void newRowsGetTheirIdFromTheServerUnlessOneIsGiven() {
        Template create = new Template("POST", "/rows", "{\"rowId\":\"<new1>\"}");

        assertThat(create.lua(ROWS, List.of())).contains("[==[{\"rowId\":\"]==], [==[unique()]==], [==[\"}]==]");
        assertThat(create.filled(Map.of()).body()).isEqualTo("{\"rowId\":\"unique()\"}");
        assertThat(create.filled(Map.of("new1", "$1")).body()).isEqualTo("{\"rowId\":\"$1\"}");
    }

    @Test
    void aListIsAskedForByTwoConditionsInTheOrderOfTheIndex() {
        Template list = OURS.template(Operation.LIST).filled(Dataset.PROBE);

        assertThat(URI.create("http://localhost" + list.path().replace("[]", "%5B%5D"))
                        .getQuery())
                .isEqualTo("total=false&queries[]={\"method\":\"equal\",\"attribute\":\"kind\",\"values\":[7]}"
                        + "&queries[]={\"method\":\"greaterThan\",\"attribute\":\"price\",\"values\":[431]}"
                        + "&queries[]={\"method\":\"orderAsc\",\"attribute\":\"price\"}"
                        + "&queries[]={\"method\":\"limit\",\"values\":[25]}");
    }

    @Test
    void everyServerIsAskedForTheSameRows() {
        JsonObject ours = body(OURS, Operation.CREATE).getJsonObject("data");
        JsonObject peers = body(new ParseApi(), Operation.CREATE);

        assertThat(Dataset.essence(peers)).isEqualTo(Dataset.essence(ours));
        assertThat(ours.encode().length()).isBetween(1_000, 1_100);
    }

    @Test
    void aHundredRowsAreInOneRequest() {
        JsonArray ours = body(OURS, Operation.CREATE_100).getJsonArray("rows");
        JsonArray peers = body(new ParseApi(), Operation.CREATE_100).getJsonArray("requests");

        assertThat(ours).hasSize(100);
        assertThat(peers).hasSize(100);
        assertThat(OURS.template(Operation.CREATE_100).body()).contains("<new1>", "<new100>");
    }

    private static JsonObject body(Api api, Operation operation) {
        return new JsonObject(api.template(operation).filled(Dataset.PROBE).body());
    }
}
