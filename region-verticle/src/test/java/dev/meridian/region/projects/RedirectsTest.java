package dev.meridian.region.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.TestingApi;
import dev.meridian.region.TestingRegion;
import dev.meridian.region.platforms.Redirects;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a project may send its users. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RedirectsTest {

    private TestingApi api;
    private Redirects redirects;

    @BeforeAll
    void start(@TempDir Path data) {
        api = TestingApi.start(data, region -> List.of());
        redirects = new Redirects(api.region);
        TestingRegion.wait(api.region
                .database()
                .write(
                        "insert into meridian.platform (project_id, platform_id, type, name, target, created_at, updated_at)"
                                + " values ('p1', 'w', 'web', 'w', '*.example.com', now(), now()),"
                                + " ('p1', 'i', 'apple', 'i', 'com.example.app', now(), now())"));
    }

    @AfterAll
    void stop() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.com/after?x=1",
                "http://localhost:3000/after",
                "https://f.localhost/after",
                "appwrite-ios://com.example.app",
                "appwrite-callback-p1://",
                "exp://192.0.2.1:8081"
            })
    void aPlaceOfTheProjectsOwnIsAllowed(String url) {
        assertThat(refusal(url)).isEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "https://example.com.evil.example/app.example.com",
                "https://evil.example#.example.com",
                "https://evil.example\\.example.com",
                "https://app.example.com@evil.example",
                "javascript:alert(1)",
                "appwrite-callback-p2://",
                "appwrite-android://com.example.app",
                "/after",
                ""
            })
    void anyOtherPlaceIsRefused(String url) {
        assertThat(refusal(url)).isEqualTo("general_argument_invalid");
    }

    private String refusal(String url) {
        return TestingRegion.wait(redirects
                .check("p1", "url", url)
                .map("none")
                .otherwise(failure -> Problem.from(failure).type().name()));
    }
}
