package dev.meridian.functions.engine.v8;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.reference.V8ValueArrayBuffer;
import com.caoccao.javet.values.reference.V8ValueFunction;
import com.caoccao.javet.values.reference.V8ValueObject;
import dev.meridian.functions.engine.Settlement;
import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.functions.wire.Message.Request;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Handles on the functions that the prelude returned in one isolate, and the text frames that they speak: fields of
 * the form {@code length:characters}, so that nothing in them needs escaping.
 */
final class BoundPrelude {

    private final V8Runtime runtime;
    private final V8ValueFunction invoke;
    private final V8ValueFunction fire;
    private final V8ValueFunction take;
    private final V8ValueFunction binary;
    private final V8ValueFunction install;
    private final V8ValueFunction describe;
    private final V8ValueFunction environment;

    BoundPrelude(V8Runtime runtime, V8ValueObject functions) throws JavetException {
        this.runtime = runtime;
        try (functions) {
            invoke = functions.get("invoke");
            fire = functions.get("fire");
            take = functions.get("take");
            binary = functions.get("binary");
            install = functions.get("install");
            describe = functions.get("describe");
            environment = functions.get("environment");
        }
    }

    void environment(String json) throws JavetException {
        environment.callVoid(null, json);
    }

    /** Takes the program's default export as the handler; the answer says why not, or is empty. */
    String install(V8Value exported) throws JavetException {
        return install.callString(null, exported);
    }

    String describe(V8Value thrown) throws JavetException {
        return describe.callString(null, thrown);
    }

    void invoke(int call, Request request) throws JavetException {
        Optional<String> text = text(request.body());
        StringBuilder frame = new StringBuilder(256 + text.map(String::length).orElse(0));
        Fields.append(frame, request.method());
        Fields.append(frame, request.scheme());
        Fields.append(frame, request.host());
        Fields.append(frame, Integer.toString(request.port()));
        Fields.append(frame, request.path());
        Fields.append(frame, request.query());
        Fields.append(frame, headers(request.headers()));
        if (text.isPresent()) {
            Fields.append(frame, text.get());
            invoke.callVoid(null, call, frame.toString());
            return;
        }
        try (V8ValueArrayBuffer body = runtime.createV8ValueArrayBuffer(request.body().length)) {
            body.fromBytes(request.body());
            invoke.callVoid(null, call, frame.toString(), body);
        }
    }

    void fire(int timer) throws JavetException {
        fire.callVoid(null, timer);
    }

    List<Settlement> take() throws JavetException {
        String all = take.callString(null);
        if (all == null || all.isEmpty()) {
            return List.of();
        }
        List<Settlement> settled = new ArrayList<>();
        Fields fields = new Fields(all);
        while (fields.hasNext()) {
            settled.add(settlement(fields));
        }
        return settled;
    }

    void close() throws JavetException {
        for (V8ValueFunction function : List.of(invoke, fire, take, binary, install, describe, environment)) {
            function.close();
        }
    }

    private Settlement settlement(Fields fields) throws JavetException {
        int call = Integer.parseInt(fields.next());
        String kind = fields.next();
        String rest = fields.next();
        if (!kind.equals("A") && !kind.equals("B")) {
            return new Settlement.Threw(call, rest);
        }
        Fields parts = new Fields(rest);
        int status = (int) Double.parseDouble(parts.next());
        List<HeaderLine> headers = headers(parts.next());
        byte[] body = kind.equals("B") ? binary(call) : parts.next().getBytes(StandardCharsets.UTF_8);
        return new Settlement.Answered(call, status, headers, body);
    }

    private byte[] binary(int call) throws JavetException {
        try (V8ValueArrayBuffer buffer = binary.call(null, runtime.createV8ValueInteger(call))) {
            return buffer.toBytes();
        }
    }

    private static List<HeaderLine> headers(String block) {
        List<HeaderLine> headers = new ArrayList<>();
        Fields fields = new Fields(block);
        while (fields.hasNext()) {
            headers.add(new HeaderLine(fields.next(), fields.next()));
        }
        return headers;
    }

    private static String headers(List<HeaderLine> headers) {
        StringBuilder block = new StringBuilder(headers.size() * 32);
        for (HeaderLine header : headers) {
            Fields.append(block, header.name());
            Fields.append(block, header.value());
        }
        return block.toString();
    }

    private static Optional<String> text(byte[] body) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (CharacterCodingException binary) {
            return Optional.empty();
        }
    }
}
