package dev.meridian.functions.engine.v8;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.callback.IJavetDirectCallable;
import com.caoccao.javet.interop.callback.JavetCallbackContext;
import com.caoccao.javet.interop.callback.JavetCallbackType;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.primitive.V8ValueInteger;
import com.caoccao.javet.values.reference.V8ValueFunction;
import com.caoccao.javet.values.reference.V8ValueObject;
import dev.meridian.functions.engine.HostCalls;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The script that every isolate runs before its tenant's own. */
record Prelude(String source) {

    private static final String RESOURCE = "prelude.js";
    private static final int MAXIMUM_TIMERS = 1000;

    static Prelude read() {
        try (InputStream in = Prelude.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing beside " + Prelude.class.getName());
            }
            return new Prelude(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    BoundPrelude bind(V8Runtime runtime, HostCalls calls, Map<String, String> environment) throws JavetException {
        try (V8ValueFunction start = runtime.getExecutor(source)
                        .setResourceName("meridian:prelude")
                        .execute();
                V8ValueObject host = host(runtime, calls);
                V8ValueObject limits = runtime.createV8ValueObject()) {
            limits.set("timers", MAXIMUM_TIMERS);
            V8ValueObject functions = start.call(null, host, limits);
            BoundPrelude bound = new BoundPrelude(runtime, functions);
            bound.environment(new JsonObject(Map.copyOf(environment)).encode());
            return bound;
        }
    }

    private static V8ValueObject host(V8Runtime runtime, HostCalls calls) throws JavetException {
        V8ValueObject host = runtime.createV8ValueObject();
        bind(runtime, host, "log", values -> calls.log(number(values[0]), isTrue(values[1]), text(values[2])));
        bind(
                runtime,
                host,
                "startTimer",
                values -> calls.startTimer(number(values[0]), number(values[1]), number(values[2])));
        bind(runtime, host, "stopTimer", values -> calls.stopTimer(number(values[0])));
        return host;
    }

    private static void bind(
            V8Runtime runtime,
            V8ValueObject host,
            String name,
            IJavetDirectCallable.NoThisAndNoResult<JavetException> callable)
            throws JavetException {
        JavetCallbackContext context =
                new JavetCallbackContext(name, JavetCallbackType.DirectCallNoThisAndNoResult, callable);
        try (V8ValueFunction function = runtime.createV8ValueFunction(context)) {
            host.set(name, function);
        }
    }

    private static int number(V8Value value) throws JavetException {
        return value instanceof V8ValueInteger integer ? integer.getValue() : (int) value.asDouble();
    }

    private static boolean isTrue(V8Value value) throws JavetException {
        return value.asBoolean();
    }

    private static String text(V8Value value) {
        return value.toString();
    }
}
