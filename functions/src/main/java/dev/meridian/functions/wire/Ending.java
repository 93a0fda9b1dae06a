package dev.meridian.functions.wire;

/** How a call ended inside a function host. */
public enum Ending {
    COMPLETED(0),
    EXCEPTION(1),
    TIMEOUT(2),
    CPU_EXCEEDED(3),
    HEAP_EXCEEDED(4),
    LOAD_FAILED(5),
    NO_RESPONSE(6),
    RESPONSE_TOO_LARGE(7);

    private final int code;

    Ending(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Ending of(int code) throws MalformedFrame {
        for (Ending ending : values()) {
            if (ending.code == code) {
                return ending;
            }
        }
        throw new MalformedFrame("Unknown ending " + code);
    }
}
