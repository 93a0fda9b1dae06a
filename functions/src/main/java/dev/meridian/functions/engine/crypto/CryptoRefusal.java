package dev.meridian.functions.engine.crypto;

import org.jspecify.annotations.Nullable;

/** Nothing was computed; the name is that of the {@code DOMException} which script sees. */
public final class CryptoRefusal extends Exception {

    private final String name;

    CryptoRefusal(String name, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.name = name;
    }

    static CryptoRefusal unsupported(String what) {
        return new CryptoRefusal("NotSupportedError", what + " is not supported", null);
    }

    static CryptoRefusal data(String message) {
        return new CryptoRefusal("DataError", message, null);
    }

    public String name() {
        return name;
    }
}
