package dev.meridian.region.storage.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FolderStoreTest {

    @TempDir
    private Path root;

    private final Vertx vertx = Vertx.vertx();
    private final WorkerExecutor executor = vertx.createSharedWorkerExecutor("objects", 4);

    @SuppressWarnings("NullAway.Init")
    private FolderStore store;

    @BeforeEach
    void openFolder() throws IOException {
        store = FolderStore.open(vertx, executor, root);
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void anObjectIsSeenOnlyOnceItIsCommitted() throws Exception {
        ObjectWriter writer = await(store.create());
        await(writer.write(Buffer.buffer("hello ")));
        await(writer.write(Buffer.buffer("world")));
        assertThatThrownBy(() -> await(store.read("p/files/a", 0, 11))).hasCauseInstanceOf(Problem.class);

        StoredObject stored = await(writer.commit("p/files/a"));

        assertThat(stored.bytes()).isEqualTo(11);
        assertThat(stored.md5()).isEqualTo("5eb63bbbe01eeed093cb22bb8f5acdc3");
        assertThat(stored.head()).hasToString("hello world");
        assertThat(text("p/files/a", 6, 3)).isEqualTo("wor");
    }

    @Test
    void aDiscardedObjectLeavesNothing() throws Exception {
        ObjectWriter writer = await(store.create());
        await(writer.write(Buffer.buffer("x")));

        await(writer.discard());

        try (Stream<Path> left = Files.walk(root)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void partsAreJoinedInOrderWithTheDigestOfTheWhole() throws Exception {
        byte[] content = new byte[300_000];
        new Random(7).nextBytes(content);
        Buffer whole = Buffer.buffer(content);
        put("p/parts/u/1", whole.slice(0, 100_000));
        put("p/parts/u/2", whole.slice(100_000, 300_000));
        StoredObject expected = put("p/files/other", whole);

        StoredObject joined = await(store.join(List.of("p/parts/u/1", "p/parts/u/2"), "p/files/a"));
        await(store.deleteAll("p/parts/u"));

        assertThat(joined).isEqualTo(expected);
        assertThat(read("p/files/a", 0, 300_000)).isEqualTo(whole);
        assertThatThrownBy(() -> await(store.read("p/parts/u/1", 0, 1))).hasCauseInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/etc/passwd", "../x", "p/../x", "p//x", "p/.hidden", "p/x\0", "p\\x"})
    void aKeyThatCouldLeadAstrayIsRefused(String key) {
        assertThatThrownBy(() -> await(store.delete(key))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> await(store.read(key, 0, 1))).isInstanceOf(IllegalArgumentException.class);
    }

    private StoredObject put(String key, Buffer content) throws Exception {
        ObjectWriter writer = await(store.create());
        await(writer.write(content));
        return await(writer.commit(key));
    }

    private String text(String key, long start, long length) throws Exception {
        return read(key, start, length).toString();
    }

    private Buffer read(String key, long start, long length) throws Exception {
        ObjectBody body = await(store.read(key, start, length));
        Buffer content = Buffer.buffer();
        body.handler(content::appendBuffer);
        return await(Future.<Void>future(done -> {
                    body.endHandler(done::complete);
                    body.exceptionHandler(done::fail);
                    body.resume();
                })
                .map(content));
    }

    private static <T extends @Nullable Object> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
