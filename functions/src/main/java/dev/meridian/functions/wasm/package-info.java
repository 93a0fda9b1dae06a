/**
 * What a module of WebAssembly must ask for and offer to be a function: read off its binary form, without running or
 * compiling anything. Builds ask before they make an artefact, function hosts before they load one.
 *
 * <p>Pure: bytes in, an answer out. Start at {@link dev.meridian.functions.wasm.FunctionModule}.
 */
@NullMarked
package dev.meridian.functions.wasm;

import org.jspecify.annotations.NullMarked;
