package dev.meridian.region.databases.exchange;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that gather to a text in UTF-8. */
final class Utf8 {

    private byte[] bytes = new byte[256];
    private int length;

    void add(byte one) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = one;
    }

    int length() {
        return length;
    }

    /**
     * The text, after which there is none.
     *
     * @param line on which it stands
     */
    String take(long line) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
            length = 0;
            return text;
        } catch (CharacterCodingException e) {
            throw new Malformed(line, "The text is not UTF-8.");
        }
    }
}
