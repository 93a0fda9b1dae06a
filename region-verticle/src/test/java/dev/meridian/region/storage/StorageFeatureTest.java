package dev.meridian.region.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.proto.cache.v1.Purge;
import dev.meridian.region.TestingApi;
import dev.meridian.region.TestingForm;
import dev.meridian.region.TestingNetwork;
import dev.meridian.region.TestingRegion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
final class StorageFeatureTest {

    private static final String[] KEY = {"X-Caller", "key"};
    private static final int CHUNK = 5_242_880;
    private static final long SEED = Long.getLong("seed", 20260824L);

    private TestingApi api;
    private StorageFeature storage;
    private Path objects;
    private int buckets;

    @BeforeAll
    void start(@TempDir Path data) {
        objects = data.resolve("storage/objects");
        api = TestingApi.start(data, region -> {
            storage = TestingRegion.wait(StorageFeature.open(region));
            return List.of(storage);
        });
    }

    @AfterAll
    void stop() {
        TestingRegion.wait(storage.close());
        api.close();
    }

    @Test
    void aBucketIsCreatedReadChangedListedAndDeleted() {
        String id = bucket(new JsonObject().put("permissions", new JsonArray().add("write(\"users\")")));
        JsonObject created = json(get("/v1/storage/buckets/" + id, KEY), 200);
        JsonObject changed = json(
                send(
                        "PUT",
                        "/v1/storage/buckets/" + id,
                        new JsonObject().put("name", "Other").put("enabled", false),
                        KEY),
                200);
        JsonObject listed = json(get("/v1/storage/buckets?search=Other", KEY), 200);
        HttpResponse<byte[]> deleted = get("DELETE", "/v1/storage/buckets/" + id, KEY);

        assertThat(created.fieldNames())
                .containsExactlyInAnyOrder(
                        "$id",
                        "$createdAt",
                        "$updatedAt",
                        "$permissions",
                        "fileSecurity",
                        "name",
                        "enabled",
                        "maximumFileSize",
                        "allowedFileExtensions",
                        "compression",
                        "encryption",
                        "antivirus",
                        "transformations",
                        "totalSize");
        assertThat(created.getJsonArray("$permissions"))
                .containsExactlyInAnyOrder("create(\"users\")", "update(\"users\")", "delete(\"users\")");
        assertThat(changed.getString("name")).isEqualTo("Other");
        assertThat(changed.getBoolean("enabled")).isFalse();
        assertThat(listed.getInteger("total")).isEqualTo(1);
        assertThat(listed.getJsonArray("buckets").getJsonObject(0).getString("$id"))
                .isEqualTo(id);
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(type(get("/v1/storage/buckets/" + id, KEY))).isEqualTo("storage_bucket_not_found");
        assertPurged("bucket-" + id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'bucketId':'x1'} | general_argument_invalid",
                "{'bucketId':'_bad','name':'n'} | general_argument_invalid",
                "{'bucketId':'x1','name':''} | general_argument_invalid",
                "{'bucketId':'x1','name':'n','maximumFileSize':0} | general_argument_invalid",
                "{'bucketId':'x1','name':'n','permissions':['fly(\\\"any\\\")']} | general_argument_invalid",
                "{'bucketId':'x1','name':'n','permissions':['read(\\\"role:all\\\")']} | general_argument_invalid",
                "{'bucketId':'x1','name':'n','compression':'rar'} | general_argument_invalid",
                "not json | general_bad_request"
            })
    void aBadBucketIsRefusedAndNotMade(String body, String type) {
        HttpResponse<byte[]> reply = api.send(
                "POST",
                "/v1/storage/buckets",
                body.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                "X-Caller",
                "key",
                "Content-Type",
                "application/json");

        assertThat(type(reply)).isEqualTo(type);
        assertThat(type(get("/v1/storage/buckets/x1", KEY))).isEqualTo("storage_bucket_not_found");
    }

    @Test
    void aSmallFileIsUploadedAndServedWithItsHeaders() throws Exception {
        String bucket = bucket(new JsonObject().put("permissions", new JsonArray().add("read(\"any\")")));
        byte[] png = "\u0089PNG\r\n\u001a\n and more".getBytes(StandardCharsets.ISO_8859_1);
        JsonObject file = json(upload(bucket, "f1", "größe \"x\".png", png, KEY), 201);

        HttpResponse<byte[]> view = get("/v1/storage/buckets/" + bucket + "/files/f1/view");
        HttpResponse<byte[]> download = get("/v1/storage/buckets/" + bucket + "/files/f1/download");
        String tag = view.headers().firstValue("ETag").orElse("");
        HttpResponse<byte[]> fresh = get("/v1/storage/buckets/" + bucket + "/files/f1/view", "If-None-Match", tag);

        assertThat(file.fieldNames())
                .contains(
                        "$id",
                        "bucketId",
                        "$createdAt",
                        "$updatedAt",
                        "$permissions",
                        "name",
                        "signature",
                        "mimeType",
                        "sizeOriginal",
                        "sizeActual",
                        "chunksTotal",
                        "chunksUploaded",
                        "encryption",
                        "compression");
        assertThat(file.getString("signature")).isEqualTo(md5(png));
        assertThat(file.getInteger("chunksUploaded")).isEqualTo(1);
        assertThat(view.statusCode()).isEqualTo(200);
        assertThat(view.body()).isEqualTo(png);
        assertThat(header(view, "Content-Type")).isEqualTo("image/png");
        assertThat(header(view, "Content-Disposition"))
                .startsWith("inline; filename=\"gr__e _x_.png\"; filename*=UTF-8''gr");
        assertThat(header(view, "Content-Security-Policy")).isEqualTo("script-src none;");
        assertThat(header(view, "Cache-Control")).isEqualTo("private, max-age=3888000");
        assertThat(header(view, "CDN-Cache-Control")).startsWith("public, max-age=3888000");
        assertThat(header(view, "Surrogate-Key")).isEqualTo("bucket-" + bucket + " file-" + bucket + "-f1");
        assertThat(header(download, "Content-Disposition")).startsWith("attachment");
        assertThat(tag).isEqualTo("\"" + md5(png) + "\"");
        assertThat(fresh.statusCode()).isEqualTo(304);
        assertThat(fresh.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-4, 206, bytes 0-4/100, 5",
        "bytes=10-, 206, bytes 10-99/100, 90",
        "bytes=99-, 206, bytes 99-99/100, 1",
        "bytes=5-5, 416, '', 0",
        "bytes=0-100, 416, '', 0",
        "bytes=100-, 416, '', 0",
        "bytes=-5, 416, '', 0",
        "items=0-4, 416, '', 0",
        "'bytes=0-1,4-5', 416, '', 0"
    })
    void aRangeIsServedOrRefused(String range, int status, String contentRange, int length) throws Exception {
        String bucket = bucket(new JsonObject());
        byte[] content = random(100);
        json(upload(bucket, "f1", "a.bin", content, KEY), 201);

        HttpResponse<byte[]> reply =
                get("/v1/storage/buckets/" + bucket + "/files/f1/download", "X-Caller", "key", "Range", range);

        assertThat(reply.statusCode()).isEqualTo(status);
        if (status == 206) {
            int start = Integer.parseInt(range.replaceAll("\\D+(\\d+)-.*", "$1"));
            assertThat(header(reply, "Content-Range")).isEqualTo(contentRange);
            assertThat(reply.body()).isEqualTo(Arrays.copyOfRange(content, start, start + length));
        } else {
            assertThat(type(reply)).isEqualTo("storage_invalid_range");
        }
    }

    @Test
    void chunksInAnyOrderAndInParallelMakeOneWholeFileAndOneFinalReply() throws Exception {
        Random random = new Random(SEED);
        String bucket = bucket(new JsonObject());
        for (int round = 0; round < 3; round++) {
            byte[] content = random(CHUNK * 4 + 17 + round);
            JsonObject first = json(chunk(bucket, "unique()", "", content, 1), 201);
            String id = first.getString("$id");
            List<Integer> order = new ArrayList<>(List.of(2, 3, 4, 5, 3));
            Collections.shuffle(order, random);
            assertThat(get("/v1/storage/buckets/" + bucket + "/files/" + id + "/view", KEY)
                            .statusCode())
                    .isEqualTo(404);

            List<JsonObject> replies = parallel(order.stream()
                    .map(part -> (Callable<JsonObject>)
                            () -> new JsonObject(text(chunk(bucket, "unique()", id, content, part))))
                    .toList());

            assertThat(first.getInteger("chunksTotal")).isEqualTo(5);
            assertThat(first.getInteger("chunksUploaded")).isEqualTo(1);
            assertThat(replies.stream().filter(reply -> reply.getInteger("chunksUploaded") >= 5))
                    .as("seed " + SEED)
                    .isNotEmpty()
                    .allMatch(reply -> reply.getString("signature").equals(md5(content)));
            HttpResponse<byte[]> whole = get("/v1/storage/buckets/" + bucket + "/files/" + id + "/download", KEY);
            assertThat(whole.body()).isEqualTo(content);
            assertThat(json(chunk(bucket, "unique()", id, content, 3), 200).getInteger("chunksUploaded"))
                    .isEqualTo(5);
        }
    }

    @Test
    void withoutRepeatsExactlyOneReplyIsFinal() throws Exception {
        String bucket = bucket(new JsonObject());
        byte[] content = random(CHUNK * 5 + 1);
        String id = json(chunk(bucket, "unique()", "", content, 1), 201).getString("$id");

        List<JsonObject> replies = parallel(Stream.of(6, 2, 5, 3, 4)
                .map(part -> (Callable<JsonObject>) () -> json(chunk(bucket, "unique()", id, content, part), 201))
                .toList());

        assertThat(replies.stream().filter(reply -> reply.getInteger("chunksUploaded") == 6))
                .hasSize(1);
    }

    @Test
    void anUploadGoesOnAfterACrashBetweenChunksAndAfterTheLast() throws Exception {
        String bucket = bucket(new JsonObject());
        byte[] content = random(CHUNK * 2 + 5);
        json(chunk(bucket, "crash", "", content, 1), 201);
        json(chunk(bucket, "crash", "crash", content, 3), 201);
        // The last chunk was kept and noted, but the process died before it joined them.
        api.region
                .database()
                .write("insert into meridian.upload_part select project_id, object_id, 2 from meridian.file"
                        + " where file_id = 'crash'")
                .await();
        api.region
                .database()
                .write("update meridian.file set chunks_uploaded = 3 where file_id = 'crash'")
                .await();
        JsonObject between = json(get("/v1/storage/buckets/" + bucket + "/files/crash", KEY), 200);

        JsonObject last = json(chunk(bucket, "crash", "crash", content, 2), 201);

        assertThat(between.getInteger("chunksUploaded")).isEqualTo(2);
        assertThat(last.getInteger("chunksUploaded")).isEqualTo(3);
        assertThat(last.getString("signature")).isEqualTo(md5(content));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes 0-9/20 | storage_invalid_content_range",
                "bytes 5-9/10 | storage_invalid_content_range",
                "bytes 0-9/5 | storage_invalid_content_range",
                "bytes 9-0/10 | storage_invalid_content_range",
                "bytes 0-20/21 | storage_invalid_content_range",
                "bytes 0-8/9 | storage_invalid_content_range",
                "bytes 5242880-5242889/5242890 | storage_invalid_appwrite_id",
                "bytes 0-5242879/99999999999 | storage_invalid_file_size",
                "lines 0-9/10 | storage_invalid_content_range",
                "bytes 0-9/99999999999999999999 | storage_invalid_content_range"
            })
    void aBadContentRangeIsRefusedAndNothingIsMade(String range, String type) {
        String bucket = bucket(new JsonObject());
        byte[] form = new TestingForm()
                .field("fileId", "unique()")
                .file("file", "a", new byte[10])
                .bytes();

        HttpResponse<byte[]> reply = api.send(
                "POST",
                "/v1/storage/buckets/" + bucket + "/files",
                form,
                "X-Caller",
                "key",
                "Content-Type",
                TestingForm.TYPE,
                "Content-Range",
                range);

        assertThat(type(reply)).isEqualTo(type);
        assertThat(json(get("/v1/storage/buckets/" + bucket + "/files", KEY), 200)
                        .getInteger("total"))
                .isZero();
    }

    @Test
    void whatABucketDoesNotTakeIsRefused() {
        String bucket = bucket(
                new JsonObject().put("maximumFileSize", 100).put("allowedFileExtensions", new JsonArray().add("TXT")));

        assertThat(type(upload(bucket, "a", "a.exe", random(5), KEY))).isEqualTo("storage_file_type_unsupported");
        assertThat(type(upload(bucket, "a", "a.txt", random(101), KEY))).isEqualTo("storage_invalid_file_size");
        assertThat(type(upload(bucket, "a", "a.txt", new byte[0], KEY))).isEqualTo("storage_file_empty");
        assertThat(upload(bucket, "a", "a.Txt", random(100), KEY).statusCode()).isEqualTo(201);
        assertThat(type(upload(bucket, "a", "a.txt", random(5), KEY))).isEqualTo("storage_file_already_exists");
        assertThat(type(upload("nowhere", "a", "a.txt", random(5), KEY))).isEqualTo("storage_bucket_not_found");
        assertThat(type(upload(bucket, "-a", "a.txt", random(5), KEY))).isEqualTo("general_argument_invalid");
    }

    @Test
    void permissionsDecideWhoCreatesReadsListsChangesAndDeletes() {
        String bucket = bucket(new JsonObject()
                .put("fileSecurity", true)
                .put("permissions", new JsonArray().add("create(\"users\")")));
        String path = "/v1/storage/buckets/" + bucket + "/files";
        String[] ada = {"X-Caller", "user:ada"};
        String[] bob = {"X-Caller", "user:bob"};
        byte[] content = "hello".getBytes(StandardCharsets.UTF_8);

        assertThat(type(upload(bucket, "g", "g.txt", content))).isEqualTo("user_unauthorized");
        JsonObject own = json(upload(bucket, "own", "own.txt", content, ada), 201);
        HttpResponse<byte[]> foreign = api.send(
                "POST",
                path,
                new TestingForm()
                        .field("fileId", "x")
                        .field("permissions[]", "read(\"user:bob\")")
                        .file("file", "x", content)
                        .bytes(),
                "X-Caller",
                "user:ada",
                "Content-Type",
                TestingForm.TYPE);

        assertThat(own.getJsonArray("$permissions"))
                .containsExactlyInAnyOrder("read(\"user:ada\")", "update(\"user:ada\")", "delete(\"user:ada\")");
        assertThat(type(foreign)).isEqualTo("user_unauthorized");
        assertThat(text(foreign)).contains("Permissions must be one of");
        assertThat(get(path + "/own/view", ada).statusCode()).isEqualTo(200);
        assertThat(get(path + "/own/view", ada).headers().firstValue("CDN-Cache-Control"))
                .isEmpty();
        assertThat(get(path + "/own/view", ada).headers().firstValue("Surrogate-Key"))
                .isEmpty();
        assertThat(type(get(path + "/own", bob))).isEqualTo("storage_file_not_found");
        assertThat(type(get(path + "/own/view", bob))).isEqualTo("storage_file_not_found");
        assertThat(json(get(path, ada), 200).getInteger("total")).isEqualTo(1);
        assertThat(json(get(path, bob), 200).getInteger("total")).isZero();
        assertThat(type(send("PUT", path + "/own", new JsonObject().put("name", "b"), bob)))
                .isEqualTo("user_unauthorized");
        assertThat(type(get("DELETE", path + "/own", bob))).isEqualTo("user_unauthorized");
        assertThat(json(send("PUT", path + "/own", new JsonObject().put("name", "b.txt"), ada), 200)
                        .getString("name"))
                .isEqualTo("b.txt");
        assertThat(get("DELETE", path + "/own", ada).statusCode()).isEqualTo(204);
        assertPurged("file-" + bucket + "-own");
    }

    @Test
    void oneCallerCannotGoOnWithTheUploadOfAnother() {
        String bucket = bucket(new JsonObject().put("permissions", new JsonArray().add("create(\"users\")")));
        byte[] content = random(CHUNK + 1);
        String id =
                json(chunk(bucket, "unique()", "", content, 1, "user:ada"), 201).getString("$id");

        assertThat(type(chunk(bucket, "unique()", id, content, 2, "user:bob"))).isEqualTo("user_unauthorized");
        assertThat(json(chunk(bucket, "unique()", id, content, 2, "user:ada"), 201)
                        .getInteger("chunksUploaded"))
                .isEqualTo(2);
    }

    @Test
    void nothingOfADeletedBucketStaysInTheStore() throws Exception {
        String bucket = bucket(new JsonObject());
        json(upload(bucket, "a", "a.txt", random(50), "X-Caller", "key", "X-Appwrite-Project", "p2"), 404);
        json(upload(bucket, "a", "a.txt", random(50), KEY), 201);
        json(chunk(bucket, "b", "", random(CHUNK + 1), 1), 201);
        List<String> held = api
                .region
                .database()
                .read("select object_id from meridian.file where bucket_id = $1", bucket)
                .await()
                .stream()
                .map(row -> row.getString(0))
                .toList();

        get("DELETE", "/v1/storage/buckets/" + bucket, KEY);

        assertThat(held).hasSize(2);
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (Stream.of(held).flatMap(List::stream).anyMatch(this::isStored)) {
            assertThat(System.nanoTime()).as("objects are removed in time").isLessThan(until);
            Thread.onSpinWait();
        }
    }

    @Test
    void aPurgeGoesOnWithTheTraceOfTheRequestThatCausedIt() {
        String bucket = bucket(new JsonObject());
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        String[] headers = {"X-Caller", "key", "traceparent", "00-" + trace + "-00f067aa0ba902b7-01"};

        get("DELETE", "/v1/storage/buckets/" + bucket, headers);

        assertThat(assertPurged("bucket-" + bucket).getTraceparent())
                .matches("00-" + trace + "-[0-9a-f]{16}-01")
                .doesNotContain("00f067aa0ba902b7");
    }

    @Test
    void anUploadThatNobodyFinishesIsGivenUp() throws Exception {
        String bucket = bucket(new JsonObject());
        json(chunk(bucket, "old", "", random(CHUNK + 1), 1), 201);
        json(chunk(bucket, "new", "", random(CHUNK + 1), 1), 201);
        String objectId = objectId("old");
        assertThat(isStored(objectId)).isTrue();

        api.region
                .database()
                .write("update meridian.file set created_at = created_at - interval '73 hours' where file_id = 'old'")
                .await();

        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (isStored(objectId)) {
            assertThat(System.nanoTime()).as("the part is removed in time").isLessThan(until);
            Thread.onSpinWait();
        }
        assertThat(type(get("GET", "/v1/storage/buckets/" + bucket + "/files/old", KEY)))
                .isEqualTo("storage_file_not_found");
        assertThat(isStored(objectId("new"))).isTrue();
    }

    private String objectId(String file) {
        return api.region
                .database()
                .read("select object_id from meridian.file where file_id = $1", file)
                .await()
                .iterator()
                .next()
                .getString(0);
    }

    private Purge assertPurged(String tag) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        Optional<Purge> purge;
        do {
            assertThat(System.nanoTime()).as("a purge of " + tag).isLessThan(until);
            Thread.onSpinWait();
            purge = api.network.events.stream()
                    .map(StorageFeatureTest::purge)
                    .filter(event -> event.getTagsList().contains(tag))
                    .findFirst();
        } while (purge.isEmpty());
        return purge.get();
    }

    private static Purge purge(TestingNetwork.Event event) {
        try {
            return Purge.parseFrom(event.body().getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private boolean isStored(String objectId) {
        return Files.exists(objects.resolve("p1/files/" + objectId))
                || Files.exists(objects.resolve("p1/parts/" + objectId));
    }

    private String bucket(JsonObject settings) {
        String id = "b" + ++buckets;
        JsonObject body = settings.copy().put("bucketId", id).put("name", "Bucket " + id);
        assertThat(send("POST", "/v1/storage/buckets", body, KEY).statusCode()).isEqualTo(201);
        return id;
    }

    private HttpResponse<byte[]> upload(String bucket, String id, String name, byte[] content, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", TestingForm.TYPE));
        return api.send(
                "POST",
                "/v1/storage/buckets/" + bucket + "/files",
                new TestingForm()
                        .field("fileId", id)
                        .file("file", name.replace("\"", "%22"), content)
                        .bytes(),
                all.toArray(String[]::new));
    }

    private HttpResponse<byte[]> chunk(String bucket, String id, String uploadId, byte[] content, int part) {
        return chunk(bucket, id, uploadId, content, part, "key");
    }

    private HttpResponse<byte[]> chunk(
            String bucket, String id, String uploadId, byte[] content, int part, String caller) {
        int start = (part - 1) * CHUNK;
        int end = Math.min(content.length, start + CHUNK);
        List<String> headers = new ArrayList<>(List.of(
                "X-Caller",
                caller,
                "Content-Type",
                TestingForm.TYPE,
                "Content-Range",
                "bytes " + start + "-" + (end - 1) + "/" + content.length));
        if (!uploadId.isEmpty()) {
            headers.addAll(List.of("x-appwrite-id", uploadId));
        }
        return api.send(
                "POST",
                "/v1/storage/buckets/" + bucket + "/files",
                new TestingForm()
                        .field("fileId", id)
                        .file("file", "big.bin", Arrays.copyOfRange(content, start, end))
                        .bytes(),
                headers.toArray(String[]::new));
    }

    private HttpResponse<byte[]> get(String path, String... headers) {
        return get("GET", path, headers);
    }

    private HttpResponse<byte[]> get(String method, String path, String[] headers) {
        return api.send(method, path, new byte[0], headers);
    }

    private HttpResponse<byte[]> send(String method, String path, JsonObject body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "application/json"));
        return api.send(method, path, body.toBuffer().getBytes(), all.toArray(String[]::new));
    }

    private static <T> List<T> parallel(List<Callable<T>> work) throws Exception {
        List<T> results = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var future : executor.invokeAll(work)) {
                results.add(future.get());
            }
        }
        return results;
    }

    private static JsonObject json(HttpResponse<byte[]> reply, int status) {
        assertThat(reply.statusCode()).as(text(reply)).isEqualTo(status);
        return new JsonObject(text(reply));
    }

    private static String type(HttpResponse<byte[]> reply) {
        return String.valueOf(new JsonObject(text(reply)).getString("type"));
    }

    private static String text(HttpResponse<byte[]> reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    private static String header(HttpResponse<byte[]> reply, String name) {
        return reply.headers().firstValue(name).orElse("");
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static String md5(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
