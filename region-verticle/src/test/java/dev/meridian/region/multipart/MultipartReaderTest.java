package dev.meridian.region.multipart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class MultipartReaderTest {

    private static final ProblemType TOO_LARGE = new ProblemType("storage_invalid_file_size", 400);
    private static final FormLimits LIMITS = new FormLimits(4, 1_000, 5_000, TOO_LARGE);
    private static final String TYPE = "multipart/form-data; boundary=----b42";
    private static final long SEED = Long.getLong("seed", 20260823L);

    /** Like a delimiter at each of its beginnings, so that a careless search loses its place. */
    private static final byte[] CONTENT =
            "\r\n----\r\n------b4\r\n\r\n------b4x\0é\r\n-\r".getBytes(StandardCharsets.UTF_8);

    @Test
    void aFormIsReadAlikeAtEverySplit() {
        byte[] body = valid(CONTENT);
        for (int at = 0; at <= body.length; at++) {
            assertWhole(Arrays.copyOfRange(body, 0, at), Arrays.copyOfRange(body, at, body.length));
        }
    }

    @Test
    void aFormIsReadAlikeByteByByteAndAtRandomSplits() {
        byte[] body = valid(CONTENT);
        byte[][] single = new byte[body.length][];
        Arrays.setAll(single, i -> new byte[] {body[i]});
        assertWhole(single);
        Random random = new Random(SEED);
        for (int round = 0; round < 500; round++) {
            List<byte[]> pieces = new ArrayList<>();
            int at = 0;
            while (at < body.length) {
                int next = Math.min(body.length, at + 1 + random.nextInt(60));
                pieces.add(Arrays.copyOfRange(body, at, next));
                at = next;
            }
            assertWhole(pieces.toArray(byte[][]::new));
        }
    }

    private static void assertWhole(byte[]... pieces) {
        Sink sink = new Sink();
        Form form = MultipartReader.read(new PieceStream(pieces), TYPE, LIMITS, sink)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        assertThat(form.fields())
                .as("seed " + SEED)
                .isEqualTo(Map.of("fileId", "unique()", "permissions", List.of("read(\"any\")", "ü")));
        assertThat(form.file()).isEqualTo(new Form.FilePart("file", "a \"b\".txt", CONTENT.length));
        assertThat(sink.taken.getBytes()).isEqualTo(CONTENT);
    }

    static Stream<Arguments> badForms() {
        String ok = part("name=\"a\"", "1");
        return Stream.of(
                arguments("no last boundary", ok, "ends before"),
                arguments("nothing", "", "ends before"),
                arguments("no disposition", "------b42\r\nX: y\r\n\r\n1\r\n------b42--", "no Content-Disposition"),
                arguments("no headers", "------b42\r\n\r\n1\r\n------b42--", "no Content-Disposition"),
                arguments("no name", part("x=\"a\"", "1") + "------b42--", "no name"),
                arguments("open quote", part("name=\"a", "1") + "------b42--", "does not end"),
                arguments("bad boundary line", "------b42x\r\n\r\n", "followed by"),
                arguments("field too long", part("name=\"a\"", "x".repeat(1_100)) + "------b42--", "more than 1000"),
                arguments("too many fields", ok.repeat(5) + "------b42--", "more than 4 fields"),
                arguments("two files", part("name=\"f\"; filename=\"x\"", "1").repeat(2), "more than one file"),
                arguments("long headers", "------b42\r\n" + "X: " + "y".repeat(9_000), "headers"),
                arguments("bad UTF-8", part("name=\"a\"", "ÿ") + "------b42--", "not UTF-8"),
                arguments("large file", part("name=\"f\"; filename=\"x\"", "1".repeat(5_100)), "more than the 5000"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badForms")
    void aBadFormIsRefusedWithItsReason(String kind, String body, String reason) {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        PieceStream stream = new PieceStream(bytes);
        Future<Form> read = MultipartReader.read(stream, TYPE, LIMITS, new Sink());

        assertThat(read.cause())
                .as(kind)
                .isInstanceOf(Problem.class)
                .hasMessageContaining(reason)
                .satisfies(problem ->
                        assertThat(((Problem) problem).type().status()).isEqualTo(400));
    }

    @Test
    void aBodyThatIsNoFormIsRefusedUnread() {
        PieceStream stream = new PieceStream(new byte[10]);

        assertThatThrownBy(() -> MultipartReader.read(stream, "application/json", LIMITS, new Sink())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join())
                .hasRootCauseInstanceOf(Problem.class);
        assertThat(stream.given()).isZero();
    }

    @Test
    void noPieceIsAskedForWhileTheSinkIsFull() {
        Sink sink = new Sink();
        sink.isSlow = true;
        byte[] body = valid(new byte[4_000]);
        byte[][] pieces = new byte[body.length / 100 + 1][];
        Arrays.setAll(pieces, i -> Arrays.copyOfRange(body, i * 100, Math.min(body.length, i * 100 + 100)));
        PieceStream stream = new PieceStream(pieces);

        Future<Form> read = MultipartReader.read(stream, TYPE, LIMITS, sink);
        int most = 0;
        while (!read.isComplete()) {
            int before = stream.given();
            sink.release();
            most = Math.max(most, stream.given() - before);
        }

        assertThat(read.succeeded()).isTrue();
        assertThat(most).isLessThanOrEqualTo(4);
        assertThat(sink.taken.length()).isEqualTo(4_000);
    }

    @Test
    void noMutatedFormCrashesTheReader() {
        Random random = new Random(SEED);
        for (int round = 0; round < 5_000; round++) {
            byte[] body = valid(CONTENT);
            for (int i = random.nextInt(5); i >= 0; i--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            int at = random.nextInt(body.length);
            Future<Form> read = MultipartReader.read(
                    new PieceStream(Arrays.copyOfRange(body, 0, at), Arrays.copyOfRange(body, at, body.length)),
                    TYPE,
                    LIMITS,
                    new Sink());
            assertThat(read.isComplete()).isTrue();
            if (read.failed()) {
                assertThat(read.cause()).as("seed " + SEED).isInstanceOf(Problem.class);
            }
        }
    }

    private static byte[] valid(byte[] content) {
        Buffer body = Buffer.buffer("preamble\r\n" + part("name=\"fileId\"", "unique()"));
        body.appendString(
                "------b42\r\ncontent-disposition: form-data; name=\"file\"; filename=\"C:\\dir\\a %22b\\\".txt\"");
        body.appendString("\r\nContent-Type: text/plain\r\n\r\n")
                .appendBytes(content)
                .appendString("\r\n");
        body.appendString(part("name=\"permissions[]\"", "read(\"any\")"));
        body.appendString(part("name=\"permissions[]\"", "ü"));
        return body.appendString("------b42--\r\nepilogue").getBytes();
    }

    private static String part(String parameters, String value) {
        return "------b42\r\nContent-Disposition: form-data; " + parameters + "\r\n\r\n" + value + "\r\n";
    }

    private static final class Sink implements FileSink {

        private final Buffer taken = Buffer.buffer();
        private boolean isSlow;
        private Promise<Void> pending = Promise.promise();

        @Override
        public Future<Void> open() {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> write(Buffer bytes) {
            taken.appendBuffer(bytes);
            if (!isSlow) {
                return Future.succeededFuture();
            }
            pending = Promise.promise();
            return pending.future();
        }

        private void release() {
            pending.tryComplete();
        }
    }
}
