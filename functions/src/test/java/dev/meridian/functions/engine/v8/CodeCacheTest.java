package dev.meridian.functions.engine.v8;

import static org.assertj.core.api.Assertions.assertThat;

import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.reference.V8Module;
import com.caoccao.javet.values.reference.V8ValueObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CodeCacheTest {

    private static final Path FILE = Path.of("/deployments/a/main.js");

    @Test
    void aLongModuleIsKeptFromItsSecondTimeOnAndGivesTheSame() throws Exception {
        CodeCache cache = new CodeCache(1 << 20);
        String source = source("one");

        assertThat(answer(cache, FILE, source)).isEqualTo("one");
        assertThat(cache.bytes()).isZero();
        assertThat(answer(cache, FILE, source)).isEqualTo("one");
        assertThat(cache.bytes()).isPositive();
        long kept = cache.bytes();
        assertThat(answer(cache, FILE, source)).isEqualTo("one");
        assertThat(cache.bytes()).isEqualTo(kept);
    }

    @Test
    void aShortModuleIsNot() throws Exception {
        CodeCache cache = new CodeCache(1 << 20);
        for (int i = 0; i < 3; i++) {
            assertThat(answer(cache, FILE, "export default 'short';")).isEqualTo("short");
        }

        assertThat(cache.bytes()).isZero();
    }

    @Test
    void theLongestUnusedGoesFirst() throws Exception {
        CodeCache probe = new CodeCache(1 << 20);
        answer(probe, FILE, source("one"));
        answer(probe, FILE, source("one"));
        CodeCache cache = new CodeCache(probe.bytes() * 3 / 2);

        for (String name : new String[] {"one", "two"}) {
            Path file = Path.of("/deployments", name, "main.js");
            answer(cache, file, source(name));
            answer(cache, file, source(name));
        }

        assertThat(cache.bytes()).isPositive().isLessThanOrEqualTo(probe.bytes() * 3 / 2);
    }

    private static String answer(CodeCache cache, Path file, String source) throws Exception {
        try (V8Runtime runtime = V8Host.getV8Instance().createV8Runtime()) {
            V8Module module = cache.compile(runtime, file, "/main.js", source);
            assertThat(module.instantiate()).isTrue();
            try (V8Value _ = module.evaluate(true);
                    V8ValueObject namespace = (V8ValueObject) module.getNamespace()) {
                return namespace.getString("default");
            } finally {
                runtime.removeV8Modules(true);
            }
        }
    }

    private static String source(String answer) {
        StringBuilder source = new StringBuilder("export default '" + answer + "';\n");
        for (int i = 0; i < 500; i++) {
            source.append("export function f")
                    .append(i)
                    .append("(a) { return [a, ")
                    .append(i)
                    .append("]; }\n");
        }
        return source.toString();
    }
}
