package dev.meridian.functions.engine.v8;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.values.reference.V8Module;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What V8 has made of modules before, so that their next isolate in this process need not read them anew: of those that
 * are long, from the second time on. Kept in memory only: V8 believes what it is given here, and refuses what another process
 * has made under another snapshot. Safe for use by many threads.
 */
final class CodeCache {

    private static final int WORTH_CHARACTERS = 16 << 10;
    private static final int REMEMBERED = 10_000;

    private final long most;
    private final LinkedHashMap<Path, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** @param most bytes that are kept; the longest unused go first */
    CodeCache(long most) {
        this.most = most;
    }

    /**
     * Compiles a module; fails as V8 does.
     *
     * @param file that the source is read from; it has the same content for as long as this process runs
     * @param name under which script sees it
     */
    V8Module compile(V8Runtime runtime, Path file, String name, String source) throws JavetException {
        if (source.length() < WORTH_CHARACTERS) {
            return compile(runtime, name, source, null);
        }
        byte[] known = find(file);
        V8Module module = compile(runtime, name, source, known == null || known.length == 0 ? null : known);
        if (known == null) {
            put(file, new byte[0]);
        } else if (known.length == 0) {
            byte[] made = module.getCachedData();
            put(file, made == null ? known : made);
        }
        return module;
    }

    /** Bytes that are kept. */
    synchronized long bytes() {
        return bytes;
    }

    private static V8Module compile(V8Runtime runtime, String name, String source, byte @Nullable [] data)
            throws JavetException {
        return (data == null ? runtime.getExecutor(source) : runtime.getExecutor(source, data))
                .setResourceName(name)
                .setModule(true)
                .compileV8Module();
    }

    /** Nothing yet for one that has been compiled once: empty. */
    private synchronized byte @Nullable [] find(Path file) {
        return kept.get(file);
    }

    private synchronized void put(Path file, byte[] data) {
        byte[] before = kept.put(file, data);
        bytes += data.length - (before == null ? 0 : before.length);
        while (kept.size() > REMEMBERED || (bytes > most && !kept.isEmpty())) {
            Map.Entry<Path, byte[]> oldest = kept.pollFirstEntry();
            bytes -= oldest.getValue().length;
        }
    }
}
