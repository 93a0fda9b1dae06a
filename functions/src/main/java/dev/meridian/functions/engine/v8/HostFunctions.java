package dev.meridian.functions.engine.v8;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.callback.IJavetDirectCallable.NoThisAndNoResult;
import com.caoccao.javet.interop.callback.IJavetDirectCallable.NoThisAndResult;
import com.caoccao.javet.interop.callback.JavetCallbackContext;
import com.caoccao.javet.interop.callback.JavetCallbackType;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.primitive.V8ValueBoolean;
import com.caoccao.javet.values.primitive.V8ValueDouble;
import com.caoccao.javet.values.primitive.V8ValueInteger;
import com.caoccao.javet.values.primitive.V8ValueString;
import com.caoccao.javet.values.reference.V8ValueArrayBuffer;
import com.caoccao.javet.values.reference.V8ValueFunction;
import com.caoccao.javet.values.reference.V8ValueObject;
import dev.meridian.functions.engine.HostCalls;
import dev.meridian.functions.engine.crypto.CryptoRefusal;
import dev.meridian.functions.engine.crypto.WebCrypto;
import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.functions.wire.Message.FetchRequest;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;

/** The functions of the host that the prelude is given, as script calls them. Whatever it gives them may be a lie. */
record HostFunctions(V8Runtime runtime, HostCalls calls) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MOST_RANDOM = 65_536;

    V8ValueObject object() throws JavetException {
        V8ValueObject host = runtime.createV8ValueObject();
        act(host, "log", values -> calls.log(number(values[0]), isTrue(values[1]), text(values[2])));
        act(host, "startTimer", values -> calls.startTimer(number(values[0]), number(values[1]), number(values[2])));
        act(host, "stopTimer", values -> calls.stopTimer(number(values[0])));
        act(host, "write", values -> calls.write(number(values[0]), bytes(values[1]), isTrue(values[2])));
        act(host, "fetch", this::fetch);
        act(host, "fetchWrite", values -> calls.fetchWrite(number(values[0]), bytes(values[1]), isTrue(values[2])));
        act(host, "fetchPull", values -> calls.fetchPull(number(values[0])));
        act(host, "fetchCancel", values -> calls.fetchCancel(number(values[0])));
        answer(host, "respond", this::respond);
        answer(host, "random", this::random);
        answer(host, "domain", this::domain);
        answer(host, "crypto", this::crypto);
        return host;
    }

    private void fetch(V8Value... values) throws JavetException {
        Fields frame = new Fields(text(values[2]));
        String method = frame.next();
        String url = frame.next();
        List<HeaderLine> headers = BoundPrelude.headers(frame.next());
        calls.fetch(
                number(values[0]),
                number(values[1]),
                new FetchRequest(method, url, headers, bytes(values[3]), isTrue(values[4])));
    }

    private V8Value respond(V8Value... values) throws JavetException {
        Fields head = new Fields(text(values[1]));
        int status = (int) Double.parseDouble(head.next());
        return runtime.createV8ValueString(calls.respond(number(values[0]), status, BoundPrelude.headers(head.next())));
    }

    private V8Value random(V8Value... values) throws JavetException {
        byte[] bytes = new byte[Math.clamp(number(values[0]), 0, MOST_RANDOM)];
        RANDOM.nextBytes(bytes);
        return buffer(bytes);
    }

    /** RFC 3490 by way of {@link IDN}; empty for what is no domain. */
    private V8Value domain(V8Value... values) throws JavetException {
        try {
            return runtime.createV8ValueString(IDN.toASCII(text(values[0]), IDN.ALLOW_UNASSIGNED));
        } catch (IllegalArgumentException notOne) {
            return runtime.createV8ValueString("");
        }
    }

    private V8Value crypto(V8Value... values) throws JavetException {
        try {
            return buffer(WebCrypto.compute(
                    text(values[0]),
                    text(values[1]),
                    new WebCrypto.Material(bytes(values[2]), bytes(values[3]), bytes(values[4]), bytes(values[5]))));
        } catch (CryptoRefusal refused) {
            return runtime.createV8ValueString(refused.name() + ":" + refused.getMessage());
        }
    }

    private V8Value buffer(byte[] bytes) throws JavetException {
        V8ValueArrayBuffer buffer = runtime.createV8ValueArrayBuffer(bytes.length);
        if (bytes.length > 0) {
            buffer.fromBytes(bytes);
        }
        return buffer;
    }

    private void act(V8ValueObject host, String name, NoThisAndNoResult<JavetException> callable)
            throws JavetException {
        set(host, name, new JavetCallbackContext(name, JavetCallbackType.DirectCallNoThisAndNoResult, callable));
    }

    private void answer(V8ValueObject host, String name, NoThisAndResult<JavetException> callable)
            throws JavetException {
        set(host, name, new JavetCallbackContext(name, JavetCallbackType.DirectCallNoThisAndResult, callable));
    }

    private void set(V8ValueObject host, String name, JavetCallbackContext context) throws JavetException {
        try (V8ValueFunction function = runtime.createV8ValueFunction(context)) {
            host.set(name, function);
        }
    }

    // Only what is of the type already: a conversion would run script, and an exception in that ends the process.

    private static int number(V8Value value) {
        return switch (value) {
            case V8ValueInteger integer -> integer.getValue();
            case V8ValueDouble number -> number.getValue().intValue();
            default -> 0;
        };
    }

    private static boolean isTrue(V8Value value) {
        return value instanceof V8ValueBoolean truth && truth.getValue();
    }

    private static String text(V8Value value) {
        return value instanceof V8ValueString text ? text.getValue() : "";
    }

    private static byte[] bytes(V8Value value) throws JavetException {
        return switch (value) {
            case V8ValueArrayBuffer buffer when buffer.getByteLength() > 0 -> buffer.toBytes();
            case V8ValueString text -> text.getValue().getBytes(StandardCharsets.UTF_8);
            default -> new byte[0];
        };
    }
}
