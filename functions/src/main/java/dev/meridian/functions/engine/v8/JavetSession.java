package dev.meridian.functions.engine.v8;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Locker;
import dev.meridian.functions.engine.EngineFailure;
import dev.meridian.functions.engine.Session;
import dev.meridian.functions.engine.Settlement;
import dev.meridian.functions.wire.Message.Request;
import java.util.List;

/** The isolate while this thread holds V8's lock on it. */
final class JavetSession implements Session {

    private final JavetIsolate isolate;
    private final V8Locker locker;

    JavetSession(JavetIsolate isolate, V8Locker locker) {
        this.isolate = isolate;
        this.locker = locker;
    }

    @Override
    public Loading load() throws EngineFailure {
        try {
            return isolate.entry().advance();
        } catch (JavetException | RuntimeException stopped) {
            throw stopped("loading", stopped);
        }
    }

    @Override
    public void begin(int call, Request request) throws EngineFailure {
        try {
            isolate.prelude().invoke(call, request);
        } catch (JavetException | RuntimeException stopped) {
            throw stopped("a call", stopped);
        }
    }

    @Override
    public void fire(int timer) throws EngineFailure {
        try {
            isolate.prelude().fire(timer);
        } catch (JavetException | RuntimeException stopped) {
            throw stopped("a timer", stopped);
        }
    }

    @Override
    public void written(int call) throws EngineFailure {
        try {
            isolate.prelude().written(call);
        } catch (JavetException | RuntimeException stopped) {
            throw stopped("a response", stopped);
        }
    }

    @Override
    public void abandon(int call) throws EngineFailure {
        try {
            isolate.prelude().abandon(call);
        } catch (JavetException | RuntimeException stopped) {
            throw stopped("the end of a call", stopped);
        }
    }

    @Override
    public void fetched(int fetch, Fetched news) throws EngineFailure {
        try {
            isolate.prelude().deliver(fetch, news);
        } catch (JavetException | RuntimeException stopped) {
            throw stopped("a fetch", stopped);
        }
    }

    @Override
    public List<Settlement> settled() throws EngineFailure {
        try {
            return isolate.prelude().take();
        } catch (JavetException | RuntimeException stopped) {
            throw new EngineFailure("The isolate gave no readable results", stopped);
        }
    }

    @Override
    public void close() {
        try {
            locker.close();
        } catch (JavetException unusable) {
            SilentLogger.INSTANCE.error("V8's lock could not be given back", unusable);
        }
    }

    private static EngineFailure stopped(String during, Exception cause) {
        return new EngineFailure("The script was stopped during " + during, cause);
    }
}
