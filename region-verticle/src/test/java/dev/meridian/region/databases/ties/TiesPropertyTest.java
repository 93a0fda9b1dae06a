package dev.meridian.region.databases.ties;

import static dev.meridian.region.databases.DatabasesStage.queries;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion.Reply;
import dev.meridian.region.databases.DatabasesStage;
import dev.meridian.region.databases.ties.ModelTable.ModelRow;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The API and a plain model must agree on every list through relationships of any kind: on filters, their order and pages,
 * on what is shown of tied rows, and for callers who may know of some rows only.
 */
final class TiesPropertyTest {

    private static final int LISTS = 24;

    @RegisterExtension
    static final DatabasesStage stage = DatabasesStage.open();

    /** Some that stay the same, and some new ones each time. */
    static LongStream seeds() {
        Long given = Long.getLong("meridian.seed");
        return given != null ? LongStream.of(given) : LongStream.concat(LongStream.of(1, 2), new Random().longs(2));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void listsThroughRelationshipsAgreeWithTheModel(long seed) {
        System.out.println("TiesPropertyTest: -Dmeridian.seed=" + seed);
        Random random = new Random(seed);
        List<ModelTable> tables = new World(stage, random, "w" + Long.toHexString(seed)).make();
        RandomLists lists = new RandomLists(random, tables);
        int telling = 0;
        int guarded = 0;
        for (Who who : Who.ALL) {
            for (int i = 0; i < LISTS; i++) {
                AskedList asked = switch (i % 4) {
                    case 0 -> lists.any();
                    case 1 -> lists.one(each -> each.isGuarded(who));
                    case 2 -> lists.one(each -> each.isJoint(who));
                    default -> lists.one(each -> each.isTelling(who));
                };
                check(asked, who, "%s asks for %s, -Dmeridian.seed=%d".formatted(who, asked, seed));
                if (i % 4 == 0) {
                    find(asked, who, "%s finds one of %s, -Dmeridian.seed=%d".formatted(who, asked, seed));
                }
                telling += asked.isTelling(who) ? 1 : 0;
                guarded += asked.isGuarded(who) ? 1 : 0;
            }
        }
        assertThat(telling)
                .as("lists that leave some rows out, -Dmeridian.seed=%s", seed)
                .isGreaterThan(LISTS / 2);
        assertThat(guarded)
                .as("lists that are others for who may read all, -Dmeridian.seed=%s", seed)
                .isPositive();
    }

    private static void check(AskedList asked, Who who, String what) {
        Reply reply = stage.get(path(asked) + queries(asked.queries()), asked.headers(who));
        Optional<String> refusal = asked.refusal(who);
        if (refusal.isPresent()) {
            assertThat(reply.json().getString("type")).as(what).isEqualTo(refusal.get());
            return;
        }
        assertThat(reply.status()).as("%s: %s", what, reply.text()).isEqualTo(200);
        JsonArray rows = reply.json().getJsonArray("rows");
        assertThat(rows.stream().map(row -> Selection.plain((JsonObject) row)).toList())
                .as(what)
                .isEqualTo(asked.page(who));
        assertThat(reply.json().getInteger("total"))
                .as("total: %s", what)
                .isEqualTo(asked.found(who).size());
    }

    /** The first row of the table, with what the list selects. */
    private static void find(AskedList asked, Who who, String what) {
        ModelRow row = asked.table().rows().getFirst();
        Reply reply = stage.get(path(asked) + "/" + row.id() + queries(asked.selection()), asked.headers(who));
        if (asked.table().shows(row, who)) {
            assertThat(Selection.plain(reply.json())).as(what).isEqualTo(asked.shown(row, who));
        } else {
            assertThat(reply.json().getString("type"))
                    .as(what)
                    .isEqualTo(asked.table().isOpen(who) ? "row_not_found" : "table_not_found");
        }
    }

    private static String path(AskedList asked) {
        return "/v1/tablesdb/shop/tables/" + asked.table().id() + "/rows";
    }
}
