package dev.meridian.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Projects that are not trusted have their script interpreted, in hosts of their own. */
final class TrustTest {

    @TempDir
    private static Path directory;

    @AutoClose
    private static HostsStage stage;

    @BeforeAll
    static void start() {
        stage = new HostsStage(
                directory, settings -> settings.withPolicy(HostPolicy.DEFAULT.trusting(Set.of("friend"))));
    }

    @Test
    void aStrangersFunctionRunsWithoutWebAssemblyAndAFriendsWithIt() {
        String source =
                "export default ({ res }) => res.json({ wasm: typeof WebAssembly, url: new URL('http://a/b').pathname });";

        assertThat(answer(stage.functions().launch(source))).isEqualTo("{\"wasm\":\"undefined\",\"url\":\"/b\"}");
        assertThat(answer(stage.functions().of("friend").launch(source)))
                .isEqualTo("{\"wasm\":\"object\",\"url\":\"/b\"}");
    }

    @Test
    void aModuleOfWebAssemblyIsRefusedToAStrangerInWords() {
        Launch launch = stage.functions()
                .launchBytes(
                        Map.of(
                                "main.js",
                                "import module from './a.wasm'; export default ({ res }) => res.empty();"
                                        .getBytes(StandardCharsets.UTF_8),
                                "a.wasm",
                                new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0}),
                        "main.js",
                        Limits.DEFAULT);

        Outcome.Failed failed = stage.functions().failure(launch);

        assertThat(failed.kind()).isEqualTo(Failure.LOAD_FAILED);
        assertThat(failed.message()).contains("no WebAssembly for projects that the node does not trust");
    }

    @Test
    void aFunctionOfWebAssemblyIsRefusedToAStrangerAndRunForAFriend() throws IOException {
        byte[] command;
        try (InputStream in = TrustTest.class.getResourceAsStream("wasm/words.wasm")) {
            command = Objects.requireNonNull(in).readAllBytes();
        }
        Map<String, byte[]> files = Map.of("words.wasm", command);

        Outcome.Failed failed =
                stage.functions().failure(stage.functions().launchBytes(files, "words.wasm", Limits.DEFAULT));
        Functions friends = stage.functions().of("friend");

        assertThat(failed.kind()).isEqualTo(Failure.LOAD_FAILED);
        assertThat(failed.message()).contains("no WebAssembly for projects that the node does not trust");
        assertThat(friends.answer(friends.launchBytes(files, "words.wasm", Limits.DEFAULT))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void cryptographyStreamsAndLimitsAreTheSame() {
        assertThat(answer(stage.functions().launch("""
                export default async ({ res }) => {
                  const sum = await crypto.subtle.digest('SHA-256', new TextEncoder().encode('a'));
                  const text = await new Response(new Blob(['x', 'y']).stream()).text();
                  return res.text(`${new Uint8Array(sum)[0]} ${text}`);
                };
                """))).isEqualTo("202 xy");
        assertThat(stage.functions()
                        .failure(stage.functions().launch("export default () => { for (;;) {} };"))
                        .kind())
                .isEqualTo(Failure.CPU_EXCEEDED);
    }

    private static String answer(Launch launch) {
        return stage.functions().answer(launch).body().toString();
    }
}
