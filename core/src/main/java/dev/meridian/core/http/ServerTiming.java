package dev.meridian.core.http;

/** Values of the header {@code Server-Timing} (W3C Server Timing). */
public final class ServerTiming {

    private ServerTiming() {}

    /**
     * For instance {@code region;dur=12.34}.
     *
     * @param name of what took the time, a token
     * @param nanos of the duration, shown as milliseconds with two decimals
     */
    public static String metric(String name, long nanos) {
        long hundredths = nanos / 10_000;
        long part = hundredths % 100;
        return name + ";dur=" + hundredths / 100 + (part < 10 ? ".0" : ".") + part;
    }
}
