package dev.meridian.functions.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which modules can be functions, and what the others are told. */
final class FunctionModuleTest {

    private static final String WASI = "wasi_snapshot_preview1";

    private static ModuleBytes command(ModuleBytes begun) {
        return begun.exporting("_start", ">").memory(0, 1);
    }

    private static String refusal(ModuleBytes module) {
        return refusal(module.bytes());
    }

    private static String refusal(byte[] module) {
        return switch (FunctionModule.judge(module)) {
            case FunctionModule.Verdict.Fit fit -> "fit";
            case FunctionModule.Verdict.Unfit(String reason) -> reason;
        };
    }

    private static byte[] fixture(String name) throws IOException {
        try (InputStream in = FunctionModuleTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "notes.wasm, HANDLER",
        "mirror.wasm, HANDLER",
        "hostile-handler.wasm, HANDLER",
        "shout.wasm, COMMAND",
        "words.wasm, COMMAND",
        "hostile-command.wasm, COMMAND"
    })
    void whatCompilersMakeIsToldApart(String name, FunctionModule.Kind kind) throws IOException {
        assertThat(FunctionModule.judge(fixture(name))).isEqualTo(new FunctionModule.Verdict.Fit(kind));
    }

    @Test
    void whatIsNoModuleSaysSo() {
        assertThat(refusal(new byte[0])).isEqualTo("It is no module of WebAssembly.");
        assertThat(refusal("export default 5;".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("It is no module of WebAssembly.");
        assertThat(refusal(new byte[] {0, 'a', 's', 'm', 13, 0, 1, 0})).contains("component (WASI 0.2)");
        assertThat(refusal(new byte[] {0, 'a', 's', 'm', 2, 0, 0, 0})).contains("version");
        assertThat(refusal(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0})).contains("either _start", "neither");
    }

    @Test
    void whatIsImportedAndNotThereIsNamed() {
        assertThat(refusal(command(new ModuleBytes().importing("env", "emscripten_resize_heap", "i>i"))))
                .contains("env.emscripten_resize_heap (function (i32) -> (i32))");
        assertThat(refusal(command(new ModuleBytes().importing(WASI, "fd_dance", "i>i"))))
                .contains(WASI + ".fd_dance");
        assertThat(refusal(command(new ModuleBytes().importing("wasi_unstable", "fd_write", "iiii>i"))))
                .contains("wasi_unstable.fd_write");
        assertThat(refusal(command(new ModuleBytes().importing("meridian", "fetch", "ii>"))))
                .contains("meridian.fetch");
        assertThat(refusal(command(new ModuleBytes().importingMemory("env", "memory"))))
                .contains("env.memory (memory)");
        assertThat(refusal(command(new ModuleBytes().importing(WASI, "fd_write", "il>i"))))
                .isEqualTo(
                        "It imports " + WASI
                                + ".fd_write as a function (i32, i64) -> (i32); it is a function (i32, i32, i32, i32) -> (i32).");
        assertThat(refusal(command(
                        new ModuleBytes().importing(WASI, "fd_write", "iiii>i").importing("meridian", "log", "ii>"))))
                .isEqualTo("fit");
    }

    @Test
    void whatIsNotExportedIsNamed() {
        ModuleBytes half =
                new ModuleBytes().exporting("meridian_handle", "ii>l", 0x42, 0).memory(0, 1);
        assertThat(refusal(half)).contains("does not export meridian_alloc, a function (i32) -> (i32)");
        assertThat(refusal(half.exporting("meridian_alloc", "i>i", 0x41, 0))).isEqualTo("fit");
        assertThat(refusal(half.exporting("_start", ">"))).contains("both");
        assertThat(refusal(new ModuleBytes().exporting("_start", ">i", 0x41, 0).memory(0, 1)))
                .contains("_start as a function () -> (i32); it must be a function () -> ()");
        assertThat(refusal(command(new ModuleBytes()).exporting("_initialize", "i>")))
                .contains("_initialize");
        assertThat(refusal(new ModuleBytes().exporting("_start", ">"))).contains("memory");
    }

    @Test
    void memoriesAreBounded() {
        assertThat(refusal(new ModuleBytes().exporting("_start", ">").memory(0, 1024)))
                .isEqualTo("fit");
        assertThat(refusal(new ModuleBytes().exporting("_start", ">").memory(0, 1025)))
                .contains("1025 pages");
        assertThat(refusal(new ModuleBytes().exporting("_start", ">").memory(3, 1)))
                .contains("shared");
        assertThat(refusal(new ModuleBytes().exporting("_start", ">").memory(4, 1)))
                .contains("64 bits");
    }

    /** Whatever comes, the answer is an answer. */
    @Test
    void damagedModulesAreJudgedToo() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        byte[] whole = fixture("words.wasm");
        int unfit = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            for (int hits = random.nextInt(4); hits >= 0 && damaged.length > 0; hits--) {
                damaged[random.nextInt(Math.min(damaged.length, 1_000))] = (byte) random.nextInt();
            }
            assertThat(refusal(damaged)).as("seed %d, round %d", seed, round).isNotEmpty();
            unfit += refusal(damaged).equals("fit") ? 0 : 1;
        }
        assertThat(unfit).as("seed %d", seed).isGreaterThan(10_000);
    }
}
