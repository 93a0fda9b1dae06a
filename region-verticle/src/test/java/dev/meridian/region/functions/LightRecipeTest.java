package dev.meridian.region.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.archive.Archive;
import dev.meridian.core.archive.ArchiveLimits;
import dev.meridian.functions.sandbox.Sandbox;
import dev.meridian.functions.sandbox.Share;
import dev.meridian.region.deployments.Artefact;
import dev.meridian.region.deployments.BuildLog;
import dev.meridian.region.deployments.BuildPlan;
import dev.meridian.region.deployments.Workplace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a light function's code is built into. */
final class LightRecipeTest {

    /** A module of WebAssembly that exports {@code _start}, which does nothing, and {@code memory}. */
    private static final String COMMAND =
            "\0asm\1\0\0\0\1\4\1`\0\0\3\2\1\0\5\3\1\0\1\7\23\2\6_start\0\0\6memory\2\0\12\4\1\2\0\13";

    @TempDir
    private Path folder;

    private final BuildLog log = new BuildLog();
    private Machine machine;
    private String said = "";

    @BeforeEach
    void look() throws IOException {
        // As the folders of a node that has other users build for it.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        machine = Machine.look(false, Files.createDirectories(folder.resolve("tools")));
    }

    private Path built(Map<String, String> files, String entrypoint, String commands) throws IOException {
        return built(files, entrypoint, commands, machine.node(), machine.bundler());
    }

    private Path built(
            Map<String, String> files,
            String entrypoint,
            String commands,
            Optional<BuildCommands.Tools> node,
            Optional<Bundler> bundler)
            throws IOException {
        Path source = Files.createDirectories(folder.resolve("source"));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = source.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Path work = Files.createDirectories(folder.resolve("work"));
        Archive.pack(source, work.resolve("source.tar.gz"));
        LightRecipe recipe = new LightRecipe(
                node,
                bundler,
                (tools, hasNetwork) -> new BuildCommands(
                        Sandbox.find(false), tools, Map.of(), new Share(1_024, 1), hasNetwork, Duration.ofMinutes(1)),
                false,
                log);
        Artefact artefact = recipe.build(new Workplace(work), new BuildPlan(entrypoint, commands, "", ""));
        said = artefact.logs();
        Path unpacked = folder.resolve("unpacked");
        Archive.unpack(artefact.file(), unpacked, ArchiveLimits.ARTEFACT);
        return unpacked;
    }

    @Test
    void codeWithoutPackagesStaysAsItIs() throws IOException {
        Path artefact = built(Map.of("main.js", "// mine\nexport default () => {};", "lib/a.txt", "a"), "main.js", "");

        assertThat(artefact.resolve("main.js")).hasContent("// mine\nexport default () => {};");
        assertThat(artefact.resolve("lib/a.txt")).exists();
    }

    @Test
    void packagesBecomeOneModuleWithTheCode() throws IOException {
        Path artefact = built(
                Map.of(
                        "src/main.js",
                                "import { greet } from 'greeter'; import data from './data.json'; import code from '../code.wasm'; export default () => greet(data, code);",
                        "src/data.json", "{\"a\":1}",
                        "code.wasm", "\0asm",
                        "package.json", "{\"dependencies\":{\"greeter\":\"1\"}}",
                        "node_modules/greeter/package.json",
                                "{\"name\":\"greeter\",\"exports\":{\"worker\":\"./w.js\",\"default\":\"./d.js\"}}",
                        "node_modules/greeter/w.js",
                                "export const greet = (...all) => ['for a worker', process.env.NODE_ENV, ...all];",
                        "node_modules/greeter/d.js", "export const greet = 'not this';"),
                "src/main.js",
                "");

        assertThat(artefact.resolve("src/main.js"))
                .content()
                .contains("for a worker", "production", "a: 1")
                .doesNotContain("not this", "from \"greeter\"")
                .containsPattern("from \"[./]+code-[A-Z0-9]+\\.wasm\"");
        assertThat(artefact.resolve("node_modules")).doesNotExist();
        try (var all = Files.walk(artefact)) {
            assertThat(all.filter(Files::isRegularFile)).hasSize(2);
        }
    }

    @Test
    void whatIsWrittenInTypeScriptKeepsItsName() throws IOException {
        Path artefact = built(
                Map.of(
                        "main.ts",
                        "import { n } from './n'; export default (x: number): number => x + n;",
                        "n.ts",
                        "export const n: number = 41;"),
                "main.ts",
                "");

        assertThat(artefact.resolve("main.ts")).content().contains("41").doesNotContain(": number");
    }

    @Test
    void commandsRunBeforeAndMayMakePackages() throws IOException {
        Path artefact = built(
                Map.of("main.js", "import { n } from 'made'; export default () => n;"),
                "main.js",
                "mkdir -p node_modules/made && echo 'export const n = 77;' > node_modules/made/index.js && node -p 1+1");

        assertThat(artefact.resolve("main.js")).content().contains("77");
        assertThat(log.text()).contains("2\n");
    }

    @Test
    void aPackageThatIsNotThereFailsTheBuildByName() {
        assertThatThrownBy(() -> built(
                        Map.of(
                                "main.js",
                                "import 'absent-package';",
                                "package.json",
                                "{\"dependencies\":{\"x\":\"1\"}}"),
                        "main.js",
                        ""))
                .hasMessageContaining("exit code 1");
        assertThat(log.text()).contains("absent-package");
    }

    @Test
    void whatTheMachineLacksIsSaid() {
        Map<String, String> code = Map.of("main.js", "import 'x';", "package.json", "{\"dependencies\":{\"x\":\"1\"}}");

        assertThatThrownBy(() -> built(code, "main.js", "", machine.node(), Optional.empty()))
                .hasMessageContaining("no bundler");
    }

    @Test
    void commandsNeedNode() {
        assertThatThrownBy(() -> built(Map.of("main.js", ""), "main.js", "npm ci", Optional.empty(), machine.bundler()))
                .hasMessageContaining("need Node.js");
    }

    @Test
    void aManifestThatIsNotReadableFailsTheBuild() {
        assertThatThrownBy(() -> built(Map.of("main.js", "", "package.json", "{"), "main.js", ""))
                .hasMessageContaining("package.json is not readable");
    }

    @Test
    void aFolderThatBearsTheResultsNameIsNoResult() throws IOException {
        Path artefact = built(
                Map.of(
                        "main.ts",
                        "export default 5;",
                        ".meridian-bundle/main.js",
                        "forged",
                        ".meridian-bundle/x.js",
                        "forged"),
                "main.ts",
                "");

        assertThat(artefact.resolve("main.ts")).content().contains("5").doesNotContain("forged");
        assertThat(artefact.resolve("x.js")).doesNotExist();
    }

    @Test
    void aModuleOfWebAssemblyStaysAsItIs() throws IOException {
        Path artefact = built(
                Map.of("main.wasm", COMMAND, "package.json", "{\"dependencies\":{\"x\":\"1\"}}"), "main.wasm", "");

        assertThat(artefact.resolve("main.wasm")).hasContent(COMMAND);
        assertThat(artefact.resolve("package.json")).exists();
        assertThat(said).contains("a WASI command");
    }

    @Test
    void commandsMayMakeTheModule() throws IOException {
        Path artefact = built(Map.of("in/code", COMMAND), "out/main.wasm", "mkdir out; cp in/code out/main.wasm");

        assertThat(artefact.resolve("out/main.wasm")).hasContent(COMMAND);
    }

    @Test
    void aModuleThatCannotBeAFunctionFailsTheBuildWithTheReason() {
        assertThatThrownBy(() -> built(Map.of("main.wasm", "\0asm\1\0\0\0"), "main.wasm", ""))
                .hasMessageContaining("'main.wasm' cannot be a function", "neither");
    }

    @Test
    void anEntrypointThatALinkLeadsToIsNoFileOfTheDeployment() {
        assertThatThrownBy(() -> built(Map.of("in/main.wasm", COMMAND), "out/main.wasm", "ln -s in out"))
                .hasMessageContaining("is not a file of the deployment");
    }
}
