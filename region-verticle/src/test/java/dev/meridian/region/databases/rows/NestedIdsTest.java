package dev.meridian.region.databases.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.id.Ids;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NestedIdsTest {

    private final Ids ids = new Ids(InstantSource.system(), new Random(1));

    @Test
    void nestedObjectsWithoutAnIdGetOneAtAnyDepthAndAllElseStaysAsItIs() {
        JsonObject data = new JsonObject("""
                {"name":"n","none":null,"tags":["a",null],"own":{"$id":"mine","x":1},"odd":{"$id":5},
                 "many":["id",{"x":1},{"$id":"unique()","deep":{"y":2}}]}
                """);
        JsonObject before = data.copy();

        JsonObject after = NestedIds.in(data, ids);

        JsonObject second = after.getJsonArray("many").getJsonObject(1);
        JsonObject third = after.getJsonArray("many").getJsonObject(2);
        assertThat(Ids.isValid(second.getString("$id"))).isTrue();
        assertThat(Ids.isValid(third.getString("$id"))).isTrue();
        assertThat(Ids.isValid(third.getJsonObject("deep").getString("$id"))).isTrue();
        assertThat(third.getString("$id")).isNotEqualTo(second.getString("$id"));
        second.remove("$id");
        third.put("$id", "unique()").getJsonObject("deep").remove("$id");
        assertThat(after).isEqualTo(before).isEqualTo(data);
    }
}
