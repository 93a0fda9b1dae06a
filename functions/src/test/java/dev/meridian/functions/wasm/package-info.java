@NullMarked
package dev.meridian.functions.wasm;

import org.jspecify.annotations.NullMarked;
