package dev.meridian.region.multipart;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a part says of itself in {@code Content-Disposition} (RFC 7578 section 4.2).
 *
 * @param fileName null for a text field
 */
record PartHead(String name, @Nullable String fileName) {

    private static final String DISPOSITION = "content-disposition:";

    /** @param block header lines, CRLF between them */
    static PartHead parse(String block) {
        for (String line : block.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith(DISPOSITION)) {
                return disposition(line.substring(DISPOSITION.length()).strip());
            }
        }
        throw malformed("a part has no Content-Disposition");
    }

    static Problem malformed(String rule) {
        return Problem.of(ProblemType.ARGUMENT_INVALID, "The form is malformed: " + rule + ".");
    }

    private static PartHead disposition(String value) {
        Map<String, String> parameters = parameters(value);
        String name = parameters.get("name");
        if (!value.toLowerCase(Locale.ROOT).startsWith("form-data") || name == null || name.isEmpty()) {
            throw malformed("a part has no name");
        }
        String fileName = parameters.get("filename");
        return new PartHead(unescaped(name), fileName == null ? null : withoutFolders(unescaped(fileName)));
    }

    private static Map<String, String> parameters(String value) {
        Map<String, String> parameters = new TreeMap<>();
        int at = value.indexOf(';');
        while (at >= 0 && at < value.length()) {
            int equals = value.indexOf('=', at);
            if (equals < 0) {
                break;
            }
            String key = value.substring(at + 1, equals).strip().toLowerCase(Locale.ROOT);
            StringBuilder text = new StringBuilder();
            at = readValue(value, equals + 1, text);
            parameters.putIfAbsent(key, text.toString());
        }
        return parameters;
    }

    /** Reads a token or quoted string; answers where the next semicolon is, or the value's length. */
    private static int readValue(String value, int from, StringBuilder into) {
        boolean quoted = from < value.length() && value.charAt(from) == '"';
        int at = quoted ? from + 1 : from;
        while (at < value.length()) {
            char c = value.charAt(at);
            if (quoted && c == '\\' && at + 1 < value.length() && "\"\\".indexOf(value.charAt(at + 1)) >= 0) {
                c = value.charAt(++at);
            } else if (c == (quoted ? '"' : ';')) {
                break;
            }
            into.append(c);
            at++;
        }
        if (quoted && at == value.length()) {
            throw malformed("a quoted name does not end");
        }
        int semicolon = value.indexOf(';', at);
        return semicolon < 0 ? value.length() : semicolon;
    }

    /** Undoes what browsers do to the three characters that a quoted name cannot hold (HTML, multipart encoding). */
    private static String unescaped(String text) {
        return text.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
    }

    private static String withoutFolders(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }
}
