package dev.meridian.region.policies;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.proto.registry.v1.CachePolicy;
import dev.meridian.proto.registry.v1.CacheRule;
import dev.meridian.proto.registry.v1.NewestRequest;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.proto.registry.v1.RegistryGrpcClient;
import dev.meridian.proto.registry.v1.WatchRequest;
import dev.meridian.region.TestingNetwork;
import dev.meridian.region.TestingRegion;
import dev.meridian.region.TestingRegion.Reply;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real region, and a watcher that hears what edges hear of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class PoliciesTest {

    private static final String POLICY = "/v1/network/cache-policy";
    private static final JsonObject NONE = object("rules", array(), "tagHeaders", array());

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Record> heard = new ConcurrentHashMap<>();
    private TestingRegion region;
    private RegistryGrpcClient registry;
    private String owner;
    private String[] key;

    @BeforeAll
    void start(@TempDir Path data) {
        region = TestingRegion.start(new TestingNetwork(vertx, "fra"), vertx, "fra", data);
        owner = region.owner();
        region.project("p1", owner);
        region.project("p2", owner);
        key = region.key("p1", owner, "network.read", "network.write");
        registry = RegistryGrpcClient.create(
                GrpcClient.client(vertx), SocketAddress.inetSocketAddress(region.grpcPort(), "127.0.0.1"));
        TestingRegion.wait(registry.watch(
                        WatchRequest.newBuilder().setNode("edge-fra").build()))
                .handler(response -> response.getRecordsList().forEach(told -> heard.put(told.getKey(), told)));
    }

    @AfterAll
    void stop() {
        region.close();
        TestingRegion.wait(vertx.close());
    }

    @BeforeEach
    void none() {
        put(NONE, key);
    }

    @Test
    void aPolicyIsKeptAsItWasMeantAndToldToTheNetwork() {
        JsonObject rule = object("host", "Shop.Example.com", "prefix", "/assets/", "ttl", 3600)
                .put("extensions", array(".JS", "css", "js"))
                .put("force", true)
                .put("bypassCookies", array("session", "wp_*"))
                .put("ignoreQuery", array("utm_*", "ref"));
        JsonObject negative = object("statuses", array(404, 410), "ttl", 0);
        JsonObject body = object("rules", array(rule, negative), "tagHeaders", array("X-Tags", "x-tags"));

        JsonObject model = put(body, key);

        assertThat(Instant.parse(model.getString("$updatedAt")))
                .isBefore(Instant.now().plusSeconds(60));
        assertThat(model.getJsonArray("tagHeaders")).isEqualTo(array("x-tags"));
        assertThat(model.getJsonArray("rules"))
                .isEqualTo(json(
                        "[{'host':'shop.example.com','prefix':'/assets','extensions':['js','css'],'statuses':[],'ttl':3600,"
                                + "'force':true,'bypass':false,'bypassCookies':['session','wp_*'],'ignoreQuery':['utm_*','ref']},"
                                + "{'host':'','prefix':'','extensions':[],'statuses':[404,410],'ttl':0,'force':false,"
                                + "'bypass':false,'bypassCookies':[]}]"));
        assertThat(region.get(POLICY, key).json()).isEqualTo(model);
        CachePolicy told = told("p1", Record::hasCachePolicy).getCachePolicy();
        assertThat(told.getProjectId()).isEqualTo("p1");
        assertThat(told.getTagHeadersList()).containsExactly("x-tags");
        CacheRule first = told.getRules(0);
        assertThat(first.getHost()).isEqualTo("shop.example.com");
        assertThat(first.getPrefix()).isEqualTo("/assets");
        assertThat(first.getExtensionsList()).containsExactly("js", "css");
        assertThat(first.getTtlSeconds()).isEqualTo(3600);
        assertThat(first.getForce()).isTrue();
        assertThat(first.getBypassCookiesList()).containsExactly("session", "wp_*");
        assertThat(first.getIgnoreQuery().getNamesList()).containsExactly("utm_*", "ref");
        assertThat(told.getRules(1).getStatusesList()).containsExactly(404, 410);
        assertThat(told.getRules(1).hasTtlSeconds()).isTrue();
        assertThat(told.getRules(1).getQueryCase()).isEqualTo(CacheRule.QueryCase.QUERY_NOT_SET);
    }

    @Test
    void whatIsReadCanBeWrittenBack() {
        JsonObject body = object(
                "rules",
                array(
                        object("prefix", "/", "ttl", 31_536_000),
                        object("bypass", true, "host", "admin.example.com"),
                        object("keepQuery", array()),
                        object("keepQuery", array("page"), "bypassCookies", array("*"))),
                "tagHeaders",
                array("x-tags"));
        JsonObject model = put(body, key);

        JsonObject again = put(model, key);

        assertThat(again.getJsonArray("rules")).isEqualTo(model.getJsonArray("rules"));
        assertThat(again.getJsonArray("tagHeaders")).isEqualTo(model.getJsonArray("tagHeaders"));
        assertThat(again.getJsonArray("rules").getJsonObject(2).getJsonArray("keepQuery"))
                .isEqualTo(array());
        CacheRule rule = told("p1", Record::hasCachePolicy).getCachePolicy().getRules(2);
        assertThat(rule.getQueryCase()).isEqualTo(CacheRule.QueryCase.KEEP_QUERY);
        assertThat(rule.getKeepQuery().getNamesList()).isEmpty();
    }

    @Test
    void aPolicyIsReplacedWhole() {
        put(object("rules", array(object("ttl", 60)), "tagHeaders", array("x-tags")), key);

        JsonObject model = put(object("rules", array(object("bypass", true, "prefix", "/cart"))), key);

        assertThat(model.getJsonArray("tagHeaders")).isEqualTo(array());
        assertThat(model.getJsonArray("rules").size()).isEqualTo(1);
        assertThat(model.getJsonArray("rules").getJsonObject(0).containsKey("ttl"))
                .isFalse();
        assertThat(region.get(POLICY, key).json()).isEqualTo(model);
        CachePolicy told = told("p1", Record::hasCachePolicy).getCachePolicy();
        assertThat(told.getRulesList())
                .containsExactly(CacheRule.newBuilder()
                        .setBypass(true)
                        .setPrefix("/cart")
                        .build());
    }

    @Test
    void anEmptiedPolicyIsRemoved() {
        put(object("tagHeaders", array("x-tags")), key);
        told("p1", Record::hasCachePolicy);

        JsonObject emptied = put(object("rules", array()), key);

        assertThat(emptied).isEqualTo(NONE);
        assertThat(region.get(POLICY, key).json()).isEqualTo(NONE);
        told("p1", Record::hasDeleted);
    }

    @Test
    void aProjectThatNeverSetOneHasTheEmptyOneAndTellsNothing() {
        String[] other = region.key("p2", owner, "network.read", "network.write");
        long before = version();

        assertThat(region.get(POLICY, other).json()).isEqualTo(NONE);
        assertThat(put(object("rules", array(), "tagHeaders", array()), other)).isEqualTo(NONE);

        assertThat(version()).isEqualTo(before);
    }

    @Test
    void aPolicyGoesWithItsProject() {
        region.project("p3", owner);
        put(object("rules", array(object("ttl", 60))), region.key("p3", owner, "network.write"));
        told("p3", Record::hasCachePolicy);

        Reply deleted = region.delete("/v1/projects/p3", "Cookie", owner);

        assertThat(deleted.status()).as(deleted.text()).isEqualTo(204);
        told("p3", Record::hasDeleted);
        region.project("p3", owner);
        assertThat(region.get(POLICY, region.key("p3", owner, "network.read")).json())
                .isEqualTo(NONE);
    }

    @Test
    void aKeySeesAndChangesNoOtherProjectsPolicy() {
        JsonObject model = put(object("rules", array(object("ttl", 60))), key);
        String[] other = region.key("p2", owner, "network.read", "network.write");
        String[] foreign = other.clone();
        foreign[1] = "p1";

        assertThat(region.get(POLICY, other).json()).isEqualTo(NONE);
        assertThat(region.get(POLICY, foreign).type()).isEqualTo("project_id_missing");
        assertThat(call(object("rules", array()), foreign).type()).isEqualTo("project_id_missing");
        put(object("rules", array()), other);

        assertThat(region.get(POLICY, key).json()).isEqualTo(model);
    }

    @ParameterizedTest
    @ValueSource(strings = {"network.read", "rules.write"})
    void aKeyWithoutTheScopeChangesNothing(String scope) {
        assertThat(call(object("rules", array(object("ttl", 60))), region.key("p1", owner, scope))
                        .type())
                .isEqualTo("general_unauthorized_scope");
        assertThat(region.get(POLICY, key).json()).isEqualTo(NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"network.write", "rules.read"})
    void aKeyWithoutTheScopeReadsNothing(String scope) {
        assertThat(region.get(POLICY, region.key("p1", owner, scope)).type()).isEqualTo("general_unauthorized_scope");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                       | rules",
                "{'rule':[{'ttl':1}]}                                     | rules",
                "{'rules':{'ttl':1}}                                      | no more than 50 rules",
                "{'rules':'all'}                                          | no more than 50 rules",
                "{'rules':[null]}                                         | Rule 1: must be an object",
                "{'rules':[{'ttl':1},'x']}                                | Rule 2: must be an object",
                "{'rules':[{'ttl':1},{'ttl':1,'path':'/'}]}               | Rule 2: `path` is not a field",
                "{'rules':[{}]}                                           | Rule 1: must say something",
                "{'rules':[{'host':'a.example.com','statuses':[404]}]}    | Rule 1: must say something",
                "{'rules':[{'force':true}]}                               | Rule 1: must say something",
                "{'rules':[{'bypass':false,'ignoreQuery':[]}]}            | Rule 1: must say something",
                "{'rules':[{'ttl':1,'host':'https://a'}]}                 | Rule 1: `host`",
                "{'rules':[{'ttl':1,'host':'a:80'}]}                      | Rule 1: `host`",
                "{'rules':[{'ttl':1,'host':'*.example.com'}]}             | Rule 1: `host`",
                "{'rules':[{'ttl':1,'host':7}]}                           | Rule 1: `host`",
                "{'rules':[{'ttl':1,'prefix':'a'}]}                       | Rule 1: `prefix`",
                "{'rules':[{'ttl':1,'prefix':'/a?b'}]}                    | Rule 1: `prefix`",
                "{'rules':[{'ttl':1,'prefix':'/a/%2e%2E/b'}]}             | Rule 1: `prefix`",
                "{'rules':[{'ttl':1,'prefix':['/a']}]}                    | Rule 1: `prefix`",
                "{'rules':[{'ttl':1,'extensions':'js'}]}                  | Rule 1: `extensions`",
                "{'rules':[{'ttl':1,'extensions':['..js']}]}              | Rule 1: `extensions`",
                "{'rules':[{'ttl':1,'extensions':['']}]}                  | Rule 1: `extensions`",
                "{'rules':[{'ttl':1,'extensions':['abcdefghijk']}]}       | Rule 1: `extensions`",
                "{'rules':[{'ttl':1,'extensions':[null]}]}                | Rule 1: `extensions`",
                "{'rules':[{'ttl':1,'statuses':[199]}]}                   | Rule 1: `statuses`",
                "{'rules':[{'ttl':1,'statuses':[600]}]}                   | Rule 1: `statuses`",
                "{'rules':[{'ttl':1,'statuses':[206]}]}                   | Rule 1: `statuses`",
                "{'rules':[{'ttl':1,'statuses':[304]}]}                   | Rule 1: `statuses`",
                "{'rules':[{'ttl':1,'statuses':[404.5]}]}                 | Rule 1: `statuses`",
                "{'rules':[{'ttl':1,'statuses':['404']}]}                 | Rule 1: `statuses`",
                "{'rules':[{'ttl':1,'statuses':404}]}                     | Rule 1: `statuses`",
                "{'rules':[{'ttl':-1}]}                                   | Rule 1: `ttl`",
                "{'rules':[{'ttl':31536001}]}                             | Rule 1: `ttl`",
                "{'rules':[{'ttl':1.5}]}                                  | Rule 1: `ttl`",
                "{'rules':[{'ttl':1e999}]}                                | Rule 1: `ttl`",
                "{'rules':[{'ttl':18446744073709551616}]}                 | Rule 1: `ttl`",
                "{'rules':[{'ttl':'60'}]}                                 | Rule 1: `ttl`",
                "{'rules':[{'ttl':1,'force':'yes'}]}                      | Rule 1: `force`",
                "{'rules':[{'bypass':1}]}                                 | Rule 1: `bypass`",
                "{'rules':[{'bypass':true,'force':true}]}                 | Rule 1: `force` needs a `ttl`",
                "{'rules':[{'bypass':true,'ttl':1}]}                      | Rule 1: `bypass` and `ttl` exclude",
                "{'rules':[{'bypass':true,'statuses':[404]}]}             | Rule 1: with `statuses`",
                "{'rules':[{'ttl':1,'bypassCookies':['a'],'statuses':[404]}]} | Rule 1: with `statuses`",
                "{'rules':[{'ttl':1,'ignoreQuery':['a'],'statuses':[404]}]}   | Rule 1: with `statuses`",
                "{'rules':[{'ttl':1,'keepQuery':[],'statuses':[404]}]}    | Rule 1: with `statuses`",
                "{'rules':[{'bypassCookies':['']}]}                       | Rule 1: `bypassCookies`",
                "{'rules':[{'bypassCookies':['a b']}]}                    | Rule 1: `bypassCookies`",
                "{'rules':[{'bypassCookies':['a=b']}]}                    | Rule 1: `bypassCookies`",
                "{'rules':[{'bypassCookies':['a*b']}]}                    | Rule 1: `bypassCookies`",
                "{'rules':[{'bypassCookies':['a**']}]}                    | Rule 1: `bypassCookies`",
                "{'rules':[{'ignoreQuery':['']}]}                         | Rule 1: `ignoreQuery`",
                "{'rules':[{'ignoreQuery':['a=b']}]}                      | Rule 1: `ignoreQuery`",
                "{'rules':[{'ignoreQuery':['a&b']}]}                      | Rule 1: `ignoreQuery`",
                "{'rules':[{'ignoreQuery':['*a']}]}                       | Rule 1: `ignoreQuery`",
                "{'rules':[{'keepQuery':['a#']}]}                         | Rule 1: `keepQuery`",
                "{'rules':[{'keepQuery':true}]}                           | Rule 1: `keepQuery`",
                "{'rules':[{'keepQuery':['a'],'ignoreQuery':['b']}]}      | Rule 1: `ignoreQuery` and `keepQuery`",
                "{'tagHeaders':'x-tags'}                                  | `tagHeaders`",
                "{'tagHeaders':[1]}                                       | `tagHeaders`",
                "{'tagHeaders':['']}                                      | `tagHeaders` param: Header 1",
                "{'tagHeaders':['x-tags','x tags']}                       | `tagHeaders` param: Header 2",
                "{'tagHeaders':['Set-Cookie']}                            | Header 1: `set-cookie`",
                "{'tagHeaders':['Cookie']}                                | Header 1: `cookie`",
                "{'tagHeaders':['authorization']}                         | Header 1: `authorization`",
                "{'tagHeaders':['Content-Type']}                          | Header 1: `content-type`",
                "{'tagHeaders':['transfer-encoding']}                     | Header 1: `transfer-encoding`",
                "{'tagHeaders':['connection']}                            | Header 1: `connection`",
                "{'tagHeaders':['date']}                                  | Header 1: `date`",
                "{'tagHeaders':['vary']}                                  | Header 1: `vary`",
                "{'tagHeaders':['cache-control']}                         | Header 1: `cache-control`",
                "{'tagHeaders':['ETag']}                                  | Header 1: `etag`",
                "{'tagHeaders':['location']}                              | Header 1: `location`",
                "{'tagHeaders':['Meridian-Region']}                       | Header 1: `meridian-region`"
            })
    void aBadPolicyIsRefusedAndChangesNothing(String body, String said) {
        assertRefused(body.replace('\'', '"'), said);
    }

    @ParameterizedTest
    @MethodSource("tooMuch")
    void moreThanMayBeIsRefusedAndChangesNothing(JsonObject body, String said) {
        assertRefused(body.encode(), said);
    }

    static Stream<Arguments> tooMuch() {
        return Stream.of(
                Arguments.of(rules(51, object("ttl", 1)), "no more than 50 rules"),
                Arguments.of(rule("prefix", "/" + "a".repeat(512)), "Rule 1: `prefix`"),
                Arguments.of(rule("extensions", many(33, "e")), "Rule 1: `extensions`"),
                Arguments.of(
                        rule(
                                "statuses",
                                new JsonArray(IntStream.range(400, 433).boxed().toList())),
                        "Rule 1: `statuses`"),
                Arguments.of(rule("bypassCookies", many(17, "c")), "Rule 1: `bypassCookies`"),
                Arguments.of(rule("bypassCookies", array("c".repeat(129))), "Rule 1: `bypassCookies`"),
                Arguments.of(rule("ignoreQuery", many(33, "q")), "Rule 1: `ignoreQuery`"),
                Arguments.of(rule("keepQuery", array("q".repeat(128) + "*")), "Rule 1: `keepQuery`"),
                Arguments.of(object("tagHeaders", many(9, "x-")), "`tagHeaders`"),
                Arguments.of(object("tagHeaders", array("x".repeat(65))), "`tagHeaders`"),
                Arguments.of(rules(50, object("ignoreQuery", many(32, "q".repeat(64)))), "no more than 32768 bytes"));
    }

    @Test
    void asMuchAsMayBeIsTaken() {
        JsonObject rule = object("ttl", 31_536_000, "prefix", "/" + "a".repeat(63))
                .put("extensions", many(32, "e"))
                .put("bypassCookies", many(16, "c"))
                .put("ignoreQuery", many(32, "q"));

        JsonObject model = put(rules(50, rule).put("tagHeaders", many(8, "x-")), key);

        assertThat(model.getJsonArray("rules").size()).isEqualTo(50);
        assertThat(told("p1", Record::hasCachePolicy).getCachePolicy().getRulesCount())
                .isEqualTo(50);
    }

    private static JsonObject rule(String field, Object value) {
        return rules(1, object("ttl", 1, field, value));
    }

    private static JsonObject rules(int count, JsonObject rule) {
        return object(
                "rules", array(IntStream.range(0, count).mapToObj(i -> rule).toArray()));
    }

    private static JsonArray many(int count, String name) {
        return array(IntStream.range(0, count).mapToObj(i -> name + i).toArray());
    }

    private static JsonArray json(String text) {
        return new JsonArray(text.replace('\'', '"'));
    }

    private void assertRefused(String body, String said) {
        JsonObject model = put(object("rules", array(object("ttl", 60)), "tagHeaders", array("x-kept")), key);
        long before = version();

        Reply reply = region.call("PUT", POLICY, body, key);

        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.type()).isEqualTo("general_argument_invalid");
        assertThat(reply.json().getString("message")).contains(said);
        assertThat(region.get(POLICY, key).json()).isEqualTo(model);
        assertThat(version()).isEqualTo(before);
    }

    private JsonObject put(JsonObject body, String... as) {
        Reply reply = call(body, as);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    private Reply call(JsonObject body, String... as) {
        return region.call("PUT", POLICY, body.encode(), as);
    }

    private long version() {
        return TestingRegion.wait(registry.newest(NewestRequest.getDefaultInstance()))
                .getVersion();
    }

    /** What the watcher knows of a project's policy, once it has heard all that was told by now. */
    private Record told(String project, Predicate<Record> expected) {
        long newest = version();
        long end = System.nanoTime() + 10_000_000_000L;
        while (heard.values().stream().noneMatch(told -> told.getVersion() >= newest)) {
            assertThat(System.nanoTime()).as("time to hear").isLessThan(end);
            Thread.onSpinWait();
        }
        Record told = heard.getOrDefault("cache-policy/" + project, Record.getDefaultInstance());
        assertThat(told).matches(expected);
        return told;
    }
}
