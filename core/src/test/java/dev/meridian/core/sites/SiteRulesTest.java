package dev.meridian.core.sites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.http.RequestHead;
import dev.meridian.proto.registry.v1.Site;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules by which a path becomes a file, and a file an answer; no server. */
final class SiteRulesTest {

    private static final long MODIFIED = 1_764_000_000_999L;

    @TempDir
    private Path folder;

    private SiteFiles files;

    @BeforeEach
    void index() throws IOException {
        for (String name : List.of(
                "index.html",
                "about.html",
                "about/index.html",
                "docs/index.html",
                "docs/a b+ü.css",
                "app.js",
                ".env",
                ".git/config",
                "deep/.hidden/x.txt",
                ".well-known/security.txt")) {
            Path file = folder.resolve("site").resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
        Files.writeString(folder.resolve("secret.txt"), "outside");
        Files.createSymbolicLink(folder.resolve("site/link.txt"), folder.resolve("secret.txt"));
        files = SiteFiles.index(folder.resolve("site"));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            /                              | index.html
            /index.html                    | index.html
            /index                         | index.html
            /about                         | about.html
            /about/                        | about/index.html
            /docs                          | moved to /docs/
            /docs/                         | docs/index.html
            /docs/a%20b+%C3%BC.css         | docs/a b+ü.css
            /docs/a%20b%2b%c3%bc.css       | docs/a b+ü.css
            /app.js                        | app.js
            /app.js/                       | absent
            /APP.JS                        | absent
            /.well-known/security.txt      | .well-known/security.txt
            /.env                          | absent
            /.git/config                   | absent
            /deep/.hidden/x.txt            | absent
            /link.txt                      | absent
            //app.js                       | absent
            //evil.example/..              | absent
            /docs//index.html              | absent
            /./app.js                      | absent
            /../secret.txt                 | absent
            /docs/../app.js                | absent
            /%2e%2e/secret.txt             | absent
            /..%2fsecret.txt               | absent
            /docs%2findex.html             | absent
            /..%5csecret.txt               | absent
            /%252e%252e/secret.txt         | absent
            /%2e%2e%2f%2e%2e%2fetc/passwd  | absent
            /app.js%00.html                | malformed
            /%0d%0aset-cookie:x            | malformed
            /%c0%ae%c0%ae/secret.txt       | malformed
            /%ff                           | malformed
            /%                             | malformed
            /%1                            | malformed
            /%zz                           | malformed
            *                              | malformed
            """)
    void aPathNamesAFileOrNone(String path, String expected) {
        assertThat(shown(path)).isEqualTo(expected);
    }

    private String shown(String path) {
        SitePath parsed = SitePath.of(path);
        if (parsed instanceof SitePath.Malformed) {
            return "malformed";
        }
        return switch (Lookup.of(parsed, files)) {
            case Lookup.Found(SiteFile file) -> file.name();
            case Lookup.Moved(String to) -> "moved to " + to;
            case Lookup.Absent absent -> "absent";
        };
    }

    @Test
    void noPathLeadsOutOfTheSite() {
        long seed = Long.getLong("meridian.seed", 20_261_127L);
        Random random = new Random(seed);
        List<String> pieces = List.of("/", "..", ".", "%2e", "%2f", "%5c", "\\", "secret.txt", "docs", "%00", "%", "ü");
        for (int i = 0; i < 20_000; i++) {
            StringBuilder path = new StringBuilder("/");
            for (int piece = random.nextInt(9); piece > 0; piece--) {
                path.append(pieces.get(random.nextInt(pieces.size())));
            }
            assertThat(shown(path.toString()))
                    .as("seed %s, path %s", seed, path)
                    .doesNotContain("secret");
        }
    }

    @Test
    void aMoveStaysOnItsHostWhateverTheFolderIsCalled() throws IOException {
        Path odd = Files.createDirectories(folder.resolve("odd/@evil.example:80 x"));
        Files.writeString(odd.resolve("index.html"), "");
        SiteFiles named = SiteFiles.index(folder.resolve("odd"));

        assertThat(Lookup.of(SitePath.of("/@evil.example:80%20x"), named))
                .isEqualTo(new Lookup.Moved("/%40evil.example%3A80%20x/"));
    }

    @Test
    void anEtagIsOfTheContentAlone() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("copy.css"), "app.js");
        SiteFile copy = SiteFiles.index(other).file("copy.css").orElseThrow();
        SiteFile app = files.file("app.js").orElseThrow();

        assertThat(copy.etag()).isEqualTo(app.etag()).matches("\"[0-9a-f]{32}\"");
        assertThat(files.file("index.html").orElseThrow().etag()).isNotEqualTo(app.etag());
        assertThat(copy.type()).isEqualTo("text/css; charset=utf-8");
        assertThat(app.type()).isEqualTo("text/javascript; charset=utf-8");
        assertThat(MediaTypes.of("LOGO.PNG")).isEqualTo("image/png");
        assertThat(MediaTypes.of("a.b/file")).isEqualTo("application/octet-stream");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            bytes=0-0     | 0-0
            bytes=2-      | 2-5
            BYTES=1-99    | 1-5
            bytes=-2      | 4-5
            bytes=-99     | 0-5
            bytes=6-      | none
            bytes=-0      | none
            bytes=3-1     | whole
            bytes=-       | whole
            bytes=0-1,3-4 | whole
            lines=0-1     | whole
            bytes=a-b     | whole
            """)
    void aSingleRangeIsServedAndWhatIsNoneIsIgnored(String range, String expected) {
        assertThat(wanted("range", range)).isEqualTo(expected);
    }

    @Test
    void preconditionsAreThoseOfTheRfc() {
        String tag = files.file("app.js").orElseThrow().etag();
        String before = "Mon, 24 Nov 2025 15:59:59 GMT";
        String at = "Mon, 24 Nov 2025 16:00:00 GMT";

        assertThat(wanted("if-none-match", tag)).isEqualTo("not modified");
        assertThat(wanted("if-none-match", "\"x\", W/" + tag)).isEqualTo("not modified");
        assertThat(wanted("if-none-match", "*")).isEqualTo("not modified");
        assertThat(wanted("if-none-match", "\"x\"")).isEqualTo("whole");
        assertThat(wanted("if-none-match", "\"x\"", "if-modified-since", at)).isEqualTo("whole");
        assertThat(wanted("if-none-match", tag, "range", "bytes=0-0")).isEqualTo("not modified");
        assertThat(wanted("if-modified-since", at)).isEqualTo("not modified");
        assertThat(wanted("if-modified-since", "Monday, 24-Nov-25 16:00:00 GMT"))
                .isEqualTo("not modified");
        assertThat(wanted("if-modified-since", before)).isEqualTo("whole");
        assertThat(wanted("if-modified-since", "yesterday")).isEqualTo("whole");
        assertThat(wanted("if-match", tag, "range", "bytes=0-0")).isEqualTo("0-0");
        assertThat(wanted("if-match", "\"x\", " + tag)).isEqualTo("whole");
        assertThat(wanted("if-match", "W/\"x\", " + tag)).isEqualTo("whole");
        assertThat(wanted("if-match", "*")).isEqualTo("whole");
        assertThat(wanted("if-match", "\"x\"", "range", "bytes=0-0")).isEqualTo("failed");
        assertThat(wanted("if-match", "W/" + tag)).isEqualTo("failed");
        assertThat(wanted("if-match", tag, "if-unmodified-since", before)).isEqualTo("whole");
        assertThat(wanted("if-unmodified-since", at)).isEqualTo("whole");
        assertThat(wanted("if-unmodified-since", before)).isEqualTo("failed");
        assertThat(wanted("if-unmodified-since", "yesterday")).isEqualTo("whole");
        assertThat(wanted("if-match", "\"x\"", "if-none-match", tag)).isEqualTo("failed");
        assertThat(wanted("if-range", tag, "range", "bytes=0-0")).isEqualTo("0-0");
        assertThat(wanted("if-range", "W/" + tag, "range", "bytes=0-0")).isEqualTo("whole");
        assertThat(wanted("if-range", "\"x\"", "range", "bytes=0-0")).isEqualTo("whole");
        assertThat(wanted("if-range", at, "range", "bytes=0-0"))
                .as("a date is no strong validator here")
                .isEqualTo("whole");
    }

    private String wanted(String... headers) {
        MultiMap all = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1]);
        }
        RequestHead request = new RequestHead(HttpMethod.GET, "http", "a.example", "/app.js", all, 0);
        return switch (Wanted.of(request, files.file("app.js").orElseThrow(), MODIFIED)) {
            case Wanted.Whole whole -> "whole";
            case Wanted.Part part -> part.first() + "-" + part.last();
            case Wanted.NotModified held -> "not modified";
            case Wanted.Failed another -> "failed";
            case Wanted.Unsatisfiable none -> "none";
        };
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            br, gzip               |           |         | br
            gzip, deflate, br, zstd|           |         | br
            gzip                   |           |         | gzip
            GZIP;q=0.5, br;q=0.1   |           |         | gzip
            br;q=0, *              |           |         | gzip
            *                      |           |         | br
            *;q=0, gzip;q=1.000    |           |         | gzip
            br;q=0.0               |           |         | itself
            br;q=2                 |           |         | itself
            br;q=                  |           |         | itself
            brr, zstd, identity    |           |         | itself
            br                     | bytes=0-9 |         | itself
            br                     | bytes=0-9 | itself  | itself
            br                     | bytes=0-9 | br      | br
            gzip                   | bytes=0-9 | br      | itself
            """)
    void ofTheFormsOfAFileTheOneIsServedThatIsWantedMost(
            String accepted, @Nullable String range, @Nullable String held, String expected) throws IOException {
        Path site = Files.createDirectories(folder.resolve("formed"));
        Files.writeString(site.resolve("app.js"), "the file itself");
        for (Form form : Form.values()) {
            Files.createDirectories(form.path(site, "app.js").getParent());
            Files.writeString(form.path(site, "app.js"), form.token());
        }
        SiteFiles formed = SiteFiles.index(site);
        SiteFile app = formed.file("app.js").orElseThrow();
        Map<String, String> tags = new HashMap<>(Map.of("itself", app.etag()));
        app.forms().forEach((form, file) -> tags.put(form.token(), file.etag()));
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("accept-encoding", accepted);
        if (range != null) {
            headers.add("range", range);
        }
        if (held != null) {
            headers.add("if-range", tags.get(held));
        }

        SiteFile best = app.best(new RequestHead(HttpMethod.GET, "http", "a.example", "/app.js", headers, 0));

        assertThat(best.coding().isEmpty() ? "itself" : best.coding()).isEqualTo(expected);
        assertThat(Files.readString(formed.path(best)))
                .isEqualTo(expected.equals("itself") ? "the file itself" : expected);
        assertThat(tags.values()).doesNotHaveDuplicates();
        assertThat(formed.file(".meridian/br/app.js")).isEmpty();
        assertThat(formed.count()).isEqualTo(3);
    }

    @Test
    void onlyTextOfSomeSizeHasForms() {
        assertThat(Form.isWorthwhile("app.js", 1_025)).isTrue();
        assertThat(Form.isWorthwhile("a/app.wasm", 1_025)).isTrue();
        assertThat(Form.isWorthwhile("app.js", 1_024)).isFalse();
        assertThat(Form.isWorthwhile("photo.jpg", 1_000_000)).isFalse();
        assertThat(Form.isWorthwhile("d/".repeat(30) + "app.js", 2_000)).isFalse();
        assertThat(Form.isWorthwhile("n".repeat(901) + ".js", 2_000)).isFalse();
    }

    @Test
    void anArtefactIsWhatTheRegistryNamesByDigest() {
        Site site = Site.newBuilder()
                .setProjectId("p")
                .setSiteId("s")
                .setDeploymentId("d2")
                .setArtefactSha256("a".repeat(64))
                .setPreviousDeploymentId("d1")
                .setPreviousSha256("../../etc")
                .build();

        assertThat(SiteArtefact.current(site).orElseThrow().deployment()).isEqualTo("d2");
        assertThat(SiteArtefact.previous(site)).as("no digest, no folder").isEmpty();
        assertThat(SiteArtefact.current(site.toBuilder().clearDeploymentId().build()))
                .isEmpty();
    }
}
