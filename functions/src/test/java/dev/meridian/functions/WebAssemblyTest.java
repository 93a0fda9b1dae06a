package dev.meridian.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules of WebAssembly that functions import. */
final class WebAssemblyTest {

    /** {@code (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)} */
    private static final byte[] ADD = HexFormat.of()
            .parseHex("0061736d0100000001070160027f7f017f03020100070701036164640000" + "0a09010700200020016a0b");

    /** {@code (func (export "spin") (loop br 0))} */
    private static final byte[] SPIN = HexFormat.of()
            .parseHex("0061736d01000000010401600000030201000708010473" + "70696e00000a0901070003400c000b0b");

    private static final Limits TIGHT =
            new Limits(Duration.ofSeconds(20), Duration.ofMillis(300), 64, 64, 1 << 20, 10_000);
    private static final Limits LONG =
            new Limits(Duration.ofSeconds(20), Duration.ofSeconds(10), 64, 64, 1 << 20, 10_000);

    @TempDir
    private Path directory;

    @AutoClose
    private HostsStage stage;

    @BeforeEach
    void start() {
        stage = new HostsStage(directory, settings -> settings);
    }

    private Launch launch(String script, byte[] module, Limits limits) {
        return stage.functions()
                .launchBytes(
                        Map.of("main.js", script.getBytes(StandardCharsets.UTF_8), "lib/code.wasm", module),
                        "main.js",
                        limits);
    }

    @Test
    void aModuleOfTheDeploymentIsImportedAndRun() {
        Launch launch = launch("""
                import code from './lib/code.wasm';
                const { exports } = new WebAssembly.Instance(code);
                const again = await WebAssembly.instantiate(code, {});
                export default ({ res }) => res.json([code instanceof WebAssembly.Module, exports.add(40, 2), again.exports.add(1, 2)]);
                """, ADD, TIGHT);

        assertThat(stage.functions().answer(launch).body().toString()).isEqualTo("[true,42,3]");
    }

    @Test
    void nothingElseIsCompiled() {
        Launch launch = launch("""
                import code from './lib/code.wasm';
                const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
                const attempts = [
                  () => new WebAssembly.Module(bytes), () => WebAssembly.compile(bytes), () => WebAssembly.instantiate(bytes),
                  () => new code.constructor(bytes), () => new (Object.getPrototypeOf(code).constructor)(bytes),
                ];
                export default async ({ res }) => {
                  const names = [];
                  for (const attempt of attempts) { try { await attempt(); names.push('compiled'); } catch (e) { names.push(e.name); } }
                  return res.json(names);
                };
                """, ADD, TIGHT);

        assertThat(stage.functions().answer(launch).body().toString())
                .isEqualTo("[\"CompileError\",\"CompileError\",\"CompileError\",\"CompileError\",\"CompileError\"]");
    }

    @Test
    void whatIsNoModuleKeepsTheFunctionFromLoading() {
        Launch launch =
                launch("import code from './lib/code.wasm'; export default () => {};", new byte[] {1, 2, 3}, TIGHT);

        assertThat(stage.functions().failure(launch).kind()).isEqualTo(Failure.LOAD_FAILED);
    }

    @Test
    void anEndlessLoopIsStopped() {
        Launch neighbour = stage.functions().launch("export default ({ res }) => res.text('alive');");
        Launch launch = launch("""
                import code from './lib/code.wasm';
                export default () => { new WebAssembly.Instance(code).exports.spin(); };
                """, SPIN, TIGHT);

        assertThat(stage.functions().failure(launch).kind()).isEqualTo(Failure.CPU_EXCEEDED);
        assertThat(stage.functions().answer(neighbour).body().toString()).isEqualTo("alive");
        assertThat(stage.hosts().statistics().restarts()).isZero();
    }

    /** Such memory is in no limit of the engine's own. */
    @Test
    void memoriesThatGrowBeyondTheLimitAreStopped() {
        Launch neighbour = stage.functions().launch("export default ({ res }) => res.text('alive');");
        Launch launch = stage.functions().launch("""
                export default () => {
                  const all = [];
                  for (;;) {
                    const memory = new WebAssembly.Memory({ initial: 256, maximum: 256 });
                    const words = new Uint8Array(memory.buffer);
                    for (let at = 0; at < words.length; at += 4096) words[at] = 1;
                    all.push(memory);
                  }
                };
                """, LONG);

        assertThat(stage.functions().failure(launch).kind()).isIn(Failure.HEAP_EXCEEDED, Failure.HOST_DIED);
        assertThat(stage.functions().answer(neighbour).body().toString()).isEqualTo("alive");
    }

    @Test
    void tablesAreBounded() {
        Launch launch = stage.functions().launch("""
                export default ({ res }) => {
                  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 1_000_000 });
                  try { table.grow(1); return res.text('grown'); } catch (thrown) { return res.text(thrown.name); }
                };
                """);

        assertThat(stage.functions().answer(launch).body().toString()).isEqualTo("RangeError");
    }
}
