package dev.meridian.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Script that is out to confuse the engine's host: whatever it throws, returns or replaces, the host lives. */
final class HostileScriptTest {

    private static final Limits TIGHT =
            new Limits(Duration.ofSeconds(5), Duration.ofMillis(500), 64, 64, 1 << 20, 10_000);
    private static final String MALICE = """
            const bad = () => { throw new Error('malice'); };
            const proxy = new Proxy(function () {}, { get: bad, has: bad, getPrototypeOf: bad, ownKeys: bad, apply: bad, getOwnPropertyDescriptor: bad });
            const unprintable = { toString: bad, valueOf: bad, toJSON: bad, get stack() { return bad(); }, get message() { return bad(); }, [Symbol.toPrimitive]: bad };
            const error = Object.defineProperties(new Error('x'), { stack: { get: bad }, message: { get: bad }, name: { get: bad } });
            """;

    @TempDir
    private static Path directory;

    @AutoClose
    private static HostsStage stage;

    @BeforeAll
    static void start() {
        stage = new HostsStage(directory, settings -> settings);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "throw proxy;",
                "throw unprintable;",
                "throw error;",
                "throw Symbol('x');",
                "throw null;",
                "throw undefined;",
                "Error.prepareStackTrace = bad; throw new Error('x');",
                "Error.stackTraceLimit = unprintable; throw new Error('x');",
                "Object.defineProperty(Error.prototype, 'toString', { value: bad }); throw new TypeError('x');",
                "await Promise.reject(proxy);",
                "Promise.reject(unprintable); await new Promise((done) => setTimeout(done, 5));",
                "import('./absent.js');",
                "const { then } = Promise.prototype; Promise.prototype.then = bad; await 1;",
                "export const x = await import(unprintable).catch((e) => e);",
                "Object.prototype.then = bad; await 1;",
                "Object.defineProperty(Object.prototype, 'default', { get: bad });",
                "Object.defineProperty(Object.prototype, 'fetch', { get: bad });",
                "Object.prototype.__proto__ = proxy;",
                "Object.prototype.toString = bad; Error.prototype.toString = bad; throw {};",
                "Object.prototype.toString = bad; Error.prototype.toString = bad; throw new Error('x');",
                "Object.prototype.toString = bad; Function.prototype.toString = bad; import('/nowhere.js');",
                "for (const t of [Array, Map, Set, Promise, String, Object, Function, RegExp, Error, Uint8Array]) for (const n of Object.getOwnPropertyNames(t.prototype)) { try { t.prototype[n] = bad; } catch {} } throw new Error('x');",
                "for (const k of Object.getOwnPropertyNames(globalThis)) { try { delete globalThis[k]; } catch {} }",
            })
    void atTheTopLevelOfAModule(String line) {
        String handler = "export default async ({ res }) => res.text('still');";
        assertThat(stage.functions().call(stage.functions().launch(MALICE + line + "\n" + handler, TIGHT)))
                .isNotNull();
        assertNeighbourIsWell();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "throw proxy;",
                "throw unprintable;",
                "throw error;",
                "return proxy;",
                "return unprintable;",
                "return { body: unprintable };",
                "return { body: proxy };",
                "return { body: 'x', statusCode: unprintable };",
                "return { body: 'x', headers: proxy };",
                "return { body: 'x', headers: { a: unprintable } };",
                "return { get then() { return bad(); } };",
                "return { then: (done) => { done(1); done(2); throw proxy; } };",
                "return { body: Symbol('x') };",
                "return { body: new Uint8Array(new ArrayBuffer(8, { maxByteLength: 16 })) };",
                "const b = new Uint8Array(8); b.buffer.transfer(); return { body: b };",
                "return new Response(new ReadableStream({ pull(c) { c.enqueue(unprintable); } }));",
                "return new Response(new ReadableStream({ pull: bad }));",
                "context.log(unprintable, proxy, error, Symbol('x'), 1n); return { body: '' };",
                "context.error(proxy); console.log(unprintable); return { body: '' };",
                "Array.prototype.map = () => unprintable; String.prototype.slice = () => unprintable; context.log('x'); return { body: '' };",
                "Map.prototype.delete = () => true; Map.prototype.get = () => unprintable; return { body: '' };",
                "globalThis.setTimeout(proxy, unprintable); return { body: '' };",
                "setTimeout(() => { throw unprintable; }, 0); await new Promise((done) => setTimeout(done, 10)); return { body: '' };",
                "await fetch(unprintable);",
                "await fetch(proxy);",
                "await fetch('http://a.invalid/', { method: unprintable, headers: proxy, body: proxy, signal: proxy });",
                "await crypto.subtle.digest('SHA-256', proxy);",
                "await crypto.subtle.importKey('jwk', proxy, unprintable, true, proxy);",
                "crypto.getRandomValues(proxy);",
                "structuredClone(proxy);",
                "JSON.stringify = () => unprintable; Array.isArray = bad; return { body: { a: 1 }, headers: [proxy] };",
                "Uint8Array.prototype.slice = () => unprintable; Object.setPrototypeOf(Uint8Array.prototype, null); return { body: new Uint8Array(4) };",
                "class X extends Response { get headers() { return proxy; } get status() { return unprintable; } } return new X('x');",
                "const u = new URL('http://a'); Object.setPrototypeOf(u, null); return { body: u };",
                "new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));",
                "Object.getPrototypeOf(WebAssembly.Module.prototype).constructor = proxy; await WebAssembly.compile(new Uint8Array(8));",
                "(function () {}).constructor('return 1')();",
                "new Function('return this')();",
                "await (async () => {}).constructor('await 1')();",
            })
    void inACall(String line) {
        String source = MALICE + "export default async (context) => { " + line + " };";
        assertThat(stage.functions().call(stage.functions().launch(source, TIGHT)))
                .isNotNull();
        assertNeighbourIsWell();
    }

    private static void assertNeighbourIsWell() {
        Functions functions = stage.functions();
        assertThat(functions
                        .answer(functions.launch("export default ({ res }) => res.text('alive');"))
                        .body()
                        .toString())
                .isEqualTo("alive");
        assertThat(stage.hosts().statistics().restarts()).isZero();
    }

    @Test
    void nothingOfTheHostIsInReach() {
        Launch probe = stage.functions().launch("""
                export default ({ res }) => {
                  const names = [];
                  for (const name of Object.getOwnPropertyNames(globalThis)) if (/kit|host|meridian|java/i.test(name)) names.push(name);
                  for (const name of ['require', 'module', 'process.binding', 'Deno', 'Bun', 'Java', 'load', 'print', 'quit', 'gc', 'd8']) {
                    if (name.split('.').reduce((all, part) => all?.[part], globalThis) !== undefined) names.push(name);
                  }
                  return res.json([names, Object.keys(process)]);
                };
                """);

        assertThat(stage.functions().answer(probe).body().toString()).isEqualTo("[[],[\"env\"]]");
    }
}
