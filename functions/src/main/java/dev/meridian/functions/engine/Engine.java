package dev.meridian.functions.engine;

/** Runs script. Thread-safe. */
public interface Engine {

    /** The engine and its version, for people: {@code V8 14.7 (Javet 5.0.6)}. */
    String name();

    /** Opens an empty isolate for a program; the program is not loaded yet. */
    Isolate open(Program program, HostCalls calls) throws EngineFailure;
}
