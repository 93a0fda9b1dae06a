package dev.meridian.functions.engine.v8;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.reference.V8ValueArrayBuffer;
import com.caoccao.javet.values.reference.V8ValueFunction;
import com.caoccao.javet.values.reference.V8ValueObject;
import dev.meridian.functions.engine.Session.Fetched;
import dev.meridian.functions.engine.Settlement;
import dev.meridian.functions.wasm.FunctionModule;
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

    private static final long MOST_LEFT_BYTES = 64L << 20;

    private final V8Runtime runtime;
    private final V8ValueFunction invoke;
    private final V8ValueFunction fire;
    private final V8ValueFunction take;
    private final V8ValueFunction binary;
    private final V8ValueFunction install;
    private final V8ValueFunction describe;
    private final V8ValueFunction environment;
    private final V8ValueFunction written;
    private final V8ValueFunction abandon;
    private final V8ValueFunction deliver;
    private final V8ValueFunction module;
    private final V8ValueFunction program;
    private final V8ValueFunction left;
    private boolean isProgram;
    private long leftBytes;

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
            written = functions.get("written");
            abandon = functions.get("abandon");
            deliver = functions.get("deliver");
            module = functions.get("module");
            program = functions.get("program");
            left = functions.get("left");
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
        Optional<String> text = isProgram ? Optional.empty() : text(request.body());
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
        try (V8ValueArrayBuffer body = buffer(request.body())) {
            invoke.callVoid(null, call, frame.toString(), body);
        }
        if (isProgram) {
            clear();
        }
    }

    /** Lets the engine give back the memories of instances that are done with, once they are much. */
    private void clear() throws JavetException {
        leftBytes += left.callInteger(null);
        if (leftBytes > MOST_LEFT_BYTES) {
            leftBytes = 0;
            runtime.lowMemoryNotification();
        }
    }

    void fire(int timer) throws JavetException {
        fire.callVoid(null, timer);
    }

    /** A compiled module of WebAssembly, or a text that says why it is none. */
    V8Value module(byte[] bytes) throws JavetException {
        try (V8ValueArrayBuffer buffer = buffer(bytes)) {
            return module.call(null, buffer);
        }
    }

    /**
     * Takes a module of WebAssembly as the handler; the answer says why not, or is empty.
     *
     * @param name what the program is told as its own
     */
    String program(FunctionModule.Kind kind, String name, byte[] bytes) throws JavetException {
        isProgram = true;
        try (V8ValueArrayBuffer buffer = buffer(bytes)) {
            return program.callString(null, kind == FunctionModule.Kind.COMMAND, name, buffer);
        }
    }

    private V8ValueArrayBuffer buffer(byte[] bytes) throws JavetException {
        V8ValueArrayBuffer buffer = runtime.createV8ValueArrayBuffer(bytes.length);
        if (bytes.length > 0) {
            buffer.fromBytes(bytes);
        }
        return buffer;
    }

    void written(int call) throws JavetException {
        written.callVoid(null, call);
    }

    void abandon(int call) throws JavetException {
        abandon.callVoid(null, call);
    }

    void deliver(int fetch, Fetched news) throws JavetException {
        switch (news) {
            case Fetched.Head(int status, String reason, List<HeaderLine> headers) -> {
                StringBuilder frame = new StringBuilder(256);
                Fields.append(frame, Integer.toString(status));
                Fields.append(frame, reason);
                Fields.append(frame, headers(headers));
                deliver.callVoid(null, fetch, "H", frame.toString());
            }
            case Fetched.Piece(byte[] bytes) -> {
                try (V8ValueArrayBuffer piece = runtime.createV8ValueArrayBuffer(bytes.length)) {
                    piece.fromBytes(bytes);
                    deliver.callVoid(null, fetch, "D", "", piece);
                }
            }
            case Fetched.End() -> deliver.callVoid(null, fetch, "E", "");
            case Fetched.Ready() -> deliver.callVoid(null, fetch, "R", "");
            case Fetched.Failed(String reason) -> deliver.callVoid(null, fetch, "F", reason);
        }
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
        for (V8ValueFunction function : List.of(
                invoke,
                fire,
                take,
                binary,
                install,
                describe,
                environment,
                written,
                abandon,
                deliver,
                module,
                program,
                left)) {
            function.close();
        }
    }

    private Settlement settlement(Fields fields) throws JavetException {
        int call = Integer.parseInt(fields.next());
        String kind = fields.next();
        String rest = fields.next();
        if (kind.equals("S")) {
            return new Settlement.Sent(call);
        }
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

    static List<HeaderLine> headers(String block) {
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
