package dev.meridian.launcher.migrate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A form with a file in it (RFC 7578). */
final class Form {

    /** Which no content is likely to have in it, also if its author would like it to. */
    private final String boundary = UUID.randomUUID().toString();

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    Form field(String name, String value) {
        add("--" + boundary + "\r\ncontent-disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n");
        return this;
    }

    /** @param fileName in which quotation marks and line breaks are told as browsers do */
    Form file(String name, String fileName, byte[] content) {
        String told = fileName.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
        add("--" + boundary + "\r\ncontent-disposition: form-data; name=\"" + name + "\"; filename=\"" + told
                + "\"\r\ncontent-type: application/octet-stream\r\n\r\n");
        body.writeBytes(content);
        add("\r\n");
        return this;
    }

    byte[] end() {
        add("--" + boundary + "--\r\n");
        return body.toByteArray();
    }

    private void add(String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
