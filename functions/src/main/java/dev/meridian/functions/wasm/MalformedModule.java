package dev.meridian.functions.wasm;

/** Bytes that are no module of WebAssembly, or one beyond the bounds of this reader; the message says which. */
final class MalformedModule extends Exception {

    MalformedModule(String message) {
        super(message);
    }
}
