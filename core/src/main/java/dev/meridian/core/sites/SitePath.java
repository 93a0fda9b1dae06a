package dev.meridian.core.sites;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the path of a request names. Pure.
 *
 * <p>Each part is percent-decoded once. Dot parts are not resolved, and a slash that was encoded is none: such a name is no
 * file's. Clients that mean another path resolve it before they ask (RFC 3986 section 5.2.4).
 */
sealed interface SitePath {

    /**
     * A name, decoded, its parts joined by slashes; empty for the root.
     *
     * @param isFolder whether the path ends in a slash
     */
    record Named(String name, boolean isFolder) implements SitePath {}

    /** Well-formed, but no file can have the name. */
    record NoName() implements SitePath {}

    /** @param reason fit for the public */
    record Malformed(String reason) implements SitePath {}

    /** @param path still percent-encoded, without the query */
    static SitePath of(String path) {
        if (!path.startsWith("/")) {
            return new Malformed("The path does not begin with a slash.");
        }
        String[] parts = path.substring(1).split("/", -1);
        boolean isFolder = parts[parts.length - 1].isEmpty();
        List<String> names = new ArrayList<>(parts.length);
        boolean isName = true;
        for (int i = 0; i < parts.length - (isFolder ? 1 : 0); i++) {
            String name;
            try {
                name = decoded(parts[i]);
            } catch (CharacterCodingException e) {
                return new Malformed("The path is not UTF-8 in percent-encoding.");
            }
            if (name.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
                return new Malformed("The path has a control character.");
            }
            isName &= !name.isEmpty()
                    && !name.equals(".")
                    && !name.equals("..")
                    && name.indexOf('/') < 0
                    && name.indexOf('\\') < 0;
            names.add(name);
        }
        return isName ? new Named(String.join("/", names), isFolder) : new NoName();
    }

    private static String decoded(String part) throws CharacterCodingException {
        if (part.indexOf('%') < 0 && part.chars().allMatch(c -> c < 0x80)) {
            return part;
        }
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream plain = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%') {
                int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
                int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw new CharacterCodingException();
                }
                plain.write(high << 4 | low);
                i += 2;
            } else {
                plain.write(bytes[i]);
            }
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(plain.toByteArray()))
                .toString();
    }
}
