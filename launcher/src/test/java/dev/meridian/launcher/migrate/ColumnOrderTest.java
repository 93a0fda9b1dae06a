package dev.meridian.launcher.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Columns as an API shows them, and what is asked for to have another like them. */
final class ColumnOrderTest {

    @Test
    void whatIsShownWithoutBeingPartOfTheOrderIsLeftOut() {
        assertOrder(
                "{'key':'due','type':'datetime','format':'datetime','status':'available','error':'','required':false,"
                        + "'array':false,'default':null,'$createdAt':'2024-01-01T00:00:00.000+00:00'}",
                "datetime",
                "{'key':'due','required':false}");
        assertOrder(
                "{'key':'mail','type':'string','format':'email','size':254,'required':true,'array':false,'default':null}",
                "email",
                "{'key':'mail','required':true}");
        assertOrder(
                "{'key':'n','type':'double','format':'','min':-1.5,'max':1.0E300,'required':false,'array':false,'default':0}",
                "float",
                "{'key':'n','required':false,'min':-1.5,'max':1.0E300,'default':0}");
        assertOrder(
                "{'key':'s','type':'string','size':9,'format':null,'encrypt':false,'required':false,'array':true,'default':null}",
                "string",
                "{'key':'s','required':false,'array':true,'size':9,'encrypt':false}");
        assertOrder(
                "{'key':'m','type':'string','format':'enum','elements':['a','b'],'size':255,'required':false,'default':'a'}",
                "enum",
                "{'key':'m','required':false,'elements':['a','b'],'default':'a'}");
        assertOrder("{'key':'w','type':'linestring','required':false}", "line", "{'key':'w','required':false}");
    }

    private static void assertOrder(String column, String path, String body) {
        ColumnOrder order = ColumnOrder.of(new JsonObject(column.replace('\'', '"')));

        assertThat(order.path()).isEqualTo(path);
        assertThat(order.body()).isEqualTo(new JsonObject(body.replace('\'', '"')));
    }

    @Test
    void whatNoPathCanBeMadeOfIsRefused() {
        for (String column : new String[] {
            "{'key':'a','type':'../../users'}",
            "{'key':'a/b','type':'integer'}",
            "{'key':'a','type':'string','format':'x?y'}"
        }) {
            assertThatThrownBy(() -> ColumnOrder.of(new JsonObject(column.replace('\'', '"'))))
                    .isInstanceOf(Refused.class);
        }
    }

    @Test
    void ordersOfAnIndexThatAreNoneAreLeftToTheTarget() {
        JsonObject index = new JsonObject()
                .put("key", "i")
                .put("type", "fulltext")
                .put("status", "available")
                .put("attributes", new JsonArray().add("a"))
                .put("orders", new JsonArray().addNull());

        assertThat(ColumnOrder.index(index, "attributes"))
                .isEqualTo(new JsonObject()
                        .put("key", "i")
                        .put("type", "fulltext")
                        .put("columns", new JsonArray().add("a")));
    }
}
