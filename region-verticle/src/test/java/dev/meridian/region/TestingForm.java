package dev.meridian.region;

import io.vertx.core.buffer.Buffer;

/** A form as an SDK sends it. */
public final class TestingForm {

    public static final String TYPE = "multipart/form-data; boundary=x-boundary-x";

    private final Buffer body = Buffer.buffer();

    public TestingForm field(String name, String value) {
        body.appendString(
                "--x-boundary-x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n");
        return this;
    }

    public TestingForm file(String field, String name, byte[] content) {
        body.appendString("--x-boundary-x\r\nContent-Disposition: form-data; name=\"" + field + "\"; filename=\"" + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        body.appendBytes(content).appendString("\r\n");
        return this;
    }

    public byte[] bytes() {
        return body.copy().appendString("--x-boundary-x--\r\n").getBytes();
    }
}
