package dev.meridian.core.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.meridian.core.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ArchiveTest {

    private static final ArchiveLimits SMALL = new ArchiveLimits(10, 1_000, 20_000);
    private static final long SEED = Long.getLong("seed", 20260822L);

    @TempDir
    private Path folder;

    static Stream<Arguments> badArchives() throws IOException {
        byte[] good = new TestTar().file("index.js", "x".repeat(900)).ended();
        TestTar crowd = new TestTar();
        for (int i = 0; i < 11; i++) {
            crowd.file("f" + i, "");
        }
        TestTar heavy = new TestTar();
        for (int i = 0; i < 9; i++) {
            heavy.entry("f" + i, '0', new byte[1_000]).raw(new byte[0]);
        }
        return Stream.of(
                arguments("absolute", new TestTar().file("/etc/cron.d/x", "x").ended(), "is absolute"),
                arguments("climbing", new TestTar().file("a/../../x", "x").ended(), "leads out"),
                arguments(
                        "climbing folder",
                        new TestTar().entry("../x", '5', new byte[0]).ended(),
                        "leads out"),
                arguments("climbing pax", pax("path=../x").file("a", "x").ended(), "leads out"),
                arguments("climbing GNU", longName("../x").file("a", "x").ended(), "leads out"),
                arguments("backslash", new TestTar().file("..\\x", "x").ended(), "character"),
                arguments("line break", new TestTar().file("a\nb", "x").ended(), "character"),
                arguments(
                        "symbolic link",
                        new TestTar().entry("a", '2', new byte[0]).ended(),
                        "is a link"),
                arguments(
                        "hard link", new TestTar().entry("a", '1', new byte[0]).ended(), "is a link"),
                arguments("device", new TestTar().entry("a", '3', new byte[0]).ended(), "is a link"),
                arguments("fifo", new TestTar().entry("a", '6', new byte[0]).ended(), "is a link"),
                arguments("twice", new TestTar().file("a", "1").file("./a", "2").ended(), "comes twice"),
                arguments(
                        "file as folder",
                        new TestTar().file("a", "1").file("a/b", "2").ended(),
                        "at once"),
                arguments(
                        "folder as file",
                        new TestTar().file("a/b", "1").file("a", "2").ended(),
                        "at once"),
                arguments("too many", crowd.ended(), "one entry more than the 10"),
                arguments(
                        "too large a file",
                        new TestTar().header("a", '0', 1_001).ended(),
                        "has 1001 bytes"),
                arguments("too large by pax", pax("size=5000").file("a", "x").ended(), "has 5000 bytes"),
                arguments("too large together", heavy.raw(new byte[20_000]).ended(), "makes the archive larger"),
                arguments("bomb", new TestTar().raw(new byte[64 << 20]).ended(), "makes the archive larger"),
                arguments("deep", new TestTar().file("a/".repeat(40) + "b", "x").ended(), "nested deeper"),
                arguments("bad checksum", new TestTar().raw(filled(512)).ended(), "header"),
                arguments("sparse", pax("GNU.sparse.map=0,1").file("a", "x").ended(), "sparse"),
                arguments(
                        "bad pax",
                        new TestTar().entry("p", 'x', bytes("99 path=a\n")).ended(),
                        "malformed"),
                arguments("huge pax", new TestTar().header("p", 'x', 1 << 20).ended(), "extended headers"),
                arguments("no end", new TestTar().file("a", "x").zipped(), "is cut off"),
                arguments(
                        "cut content",
                        new TestTar().header("a", '0', 600).raw(new byte[9]).zipped(),
                        "is cut off"),
                arguments("cut gzip", Arrays.copyOf(good, good.length - 12), "cannot be unzipped"),
                arguments("not gzip", bytes("PK\3\4 a zip file"), "is not gzip"),
                arguments("empty", new byte[0], "is not gzip"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badArchives")
    void aBadArchiveIsRefusedByNameAndLeavesNothing(String kind, byte[] archive, String reason) throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path file = Files.write(inner.resolve("code.tar.gz"), archive);

        assertThatThrownBy(() -> Archive.unpack(file, inner.resolve("out"), SMALL))
                .as(kind)
                .isInstanceOf(Problem.class)
                .hasMessageContaining(reason);

        assertThat(inner).isDirectoryNotContaining(path -> !path.equals(file));
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(inner));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "pax", "ustar", "v7"})
    void whatTheTarCommandPacksIsUnpackedAlike(String format) throws Exception {
        Path source = Files.createDirectories(folder.resolve("source/src/deep"));
        Files.writeString(source.resolve("index.js"), "export default 1;");
        Files.writeString(source.resolve("e".repeat(60) + ".js"), "");
        if (format.equals("gnu") || format.equals("pax")) {
            Files.writeString(source.resolve("long-" + "n".repeat(200) + ".js"), "long");
            Files.writeString(source.resolve("größe.js"), "ö");
        }
        Path tar = folder.resolve("code.tar.gz");
        Process process = new ProcessBuilder(
                        "tar",
                        "--format=" + format,
                        "-czf",
                        tar.toString(),
                        "-C",
                        folder.resolve("source").toString(),
                        ".")
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();

        Archive.unpack(tar, folder.resolve("out"), ArchiveLimits.CODE);

        assertThat(contents(folder.resolve("out"))).isEqualTo(contents(folder.resolve("source")));
    }

    @Test
    void theSameContentPacksToTheSameBytesAndUnpacksToItself() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 20; round++) {
            Path one = Files.createDirectories(folder.resolve("one" + round));
            Path other = Files.createDirectories(folder.resolve("other" + round));
            for (int i = random.nextInt(12); i > 0; i--) {
                String name = "d" + random.nextInt(3) + "/" + "ä-".repeat(random.nextInt(60)) + i;
                byte[] content = new byte[random.nextInt(3_000)];
                random.nextBytes(content);
                for (Path root : new Path[] {one, other}) {
                    Files.createDirectories(root.resolve(name).getParent());
                    Files.write(root.resolve(name), content);
                }
            }
            Archive.Packed packed = Archive.pack(one, folder.resolve("one.tgz"));
            Archive.Packed again = Archive.pack(other, folder.resolve("other.tgz"));
            int files = Archive.unpack(folder.resolve("one.tgz"), folder.resolve("out" + round), ArchiveLimits.CODE);

            assertThat(again).as("seed " + SEED).isEqualTo(packed);
            assertThat(contents(folder.resolve("out" + round)))
                    .as("seed " + SEED)
                    .hasSize(files)
                    .isEqualTo(contents(one));
        }
    }

    @Test
    void anArtefactOfAnUploadWithinItsLimitsIsWithinThoseOfArtefacts() throws IOException {
        Path code = Files.createDirectories(folder.resolve("many/" + "d".repeat(90)));
        int files = ArchiveLimits.CODE.entries() * 6 / 10;
        for (int i = 0; i < files; i++) {
            Files.createFile(code.resolve("a file with a long name " + i));
        }
        Path packed = folder.resolve("many.tgz");
        Archive.pack(folder.resolve("many"), packed);

        assertThat(Archive.unpack(packed, folder.resolve("unpacked"), ArchiveLimits.ARTEFACT))
                .isEqualTo(files);
        assertThatThrownBy(() -> Archive.unpack(packed, folder.resolve("again"), ArchiveLimits.CODE))
                .as("each name is an entry of its own")
                .hasMessageContaining("one entry more");
    }

    @Test
    void noMutatedArchiveEscapesOrCrashesTheReader() throws IOException {
        Random random = new Random(SEED);
        byte[] plain = pax("path=p/q")
                .file("a", "one")
                .file("b/c", "x".repeat(700))
                .entry("d", '5', new byte[0])
                .plain();
        for (int round = 0; round < 2_000; round++) {
            byte[] mutated = plain.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            fixChecksums(mutated);
            Path file = Files.write(
                    folder.resolve("code.tar.gz"), new TestTar().raw(mutated).ended());
            Path out = folder.resolve("out");
            try {
                Archive.unpack(file, out, SMALL);
                Archive.remove(out);
            } catch (Problem refused) {
                assertThat(refused.type().status()).as("seed " + SEED).isEqualTo(400);
            }
            assertThat(out).doesNotExist();
        }
        assertThat(folder).isDirectoryNotContaining(path -> !path.endsWith("code.tar.gz"));
    }

    private static void fixChecksums(byte[] tar) {
        for (int at = 0; at + 512 <= tar.length; at += 512) {
            byte[] block = Arrays.copyOfRange(tar, at, at + 512);
            if (tar[at + 257] == 'u') {
                byte[] sum = bytes("%06o\0 ".formatted(TarHeader.checksum(block)));
                System.arraycopy(sum, 0, tar, at + 148, sum.length);
            }
        }
    }

    private static TestTar pax(String record) {
        int length = record.length() + 2 + (record.length() > 96 ? 3 : record.length() > 6 ? 2 : 1);
        return new TestTar().entry("pax", 'x', bytes(length + " " + record + "\n"));
    }

    private static TestTar longName(String name) {
        return new TestTar().entry("././@LongLink", 'L', bytes(name + "\0"));
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) '7');
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, String> contents(Path root) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            walk.filter(Files::isRegularFile)
                    .forEach(path -> contents.put(root.relativize(path).toString(), read(path)));
        }
        return contents;
    }

    private static String read(Path path) {
        try {
            return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
