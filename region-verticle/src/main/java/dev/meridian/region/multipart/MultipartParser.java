package dev.meridian.region.multipart;

import dev.meridian.core.problem.Problem;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The format of {@code multipart/form-data} (RFC 2046 section 5.1, RFC 7578), fed in pieces of any size.
 *
 * <p>Between two pieces it keeps at most a delimiter's length of a file, a part's header block, or a text field.
 */
final class MultipartParser {

    private static final String FORM_DATA = "multipart/form-data";
    private static final int MAX_HEADER_BYTES = 8 << 10;
    private static final byte[] HEADERS_END = {'\r', '\n', '\r', '\n'};
    private static final Pattern BOUNDARY =
            Pattern.compile(";\\s*boundary=(?:\"([^\"\\r\\n]{1,70})\"|([^\\s;\"]{1,70}))", Pattern.CASE_INSENSITIVE);

    private enum State {
        PREAMBLE,
        DELIMITER,
        HEADERS,
        FIELD,
        FILE,
        END
    }

    private final FormLimits limits;
    private final byte[] delimiter;
    private State state = State.PREAMBLE;
    private Buffer window = Buffer.buffer("\r\n");
    private byte[] bytes = {};
    private int at;
    private String field = "";
    private int fields;
    private int fieldBytes;
    private int files;
    private long fileBytes;

    MultipartParser(String boundary, FormLimits limits) {
        this.limits = limits;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The boundary that a Content-Type names; empty if it is not a form's. */
    static Optional<String> boundary(String contentType) {
        Matcher matcher = BOUNDARY.matcher(contentType);
        return contentType.regionMatches(true, 0, FORM_DATA, 0, FORM_DATA.length()) && matcher.find()
                ? Optional.of(Objects.requireNonNullElse(matcher.group(1), matcher.group(2)))
                : Optional.empty();
    }

    /** Takes the next piece of the body. Throws a problem if the form is malformed or costs too much. */
    List<PartEvent> feed(Buffer piece) {
        window = window.length() == 0 ? piece : window.appendBuffer(piece);
        bytes = window.getBytes();
        at = 0;
        List<PartEvent> events = new ArrayList<>();
        boolean more = true;
        while (more) {
            more = switch (state) {
                case PREAMBLE, FIELD, FILE -> readToDelimiter(events);
                case DELIMITER -> readPastDelimiter();
                case HEADERS -> readHeaders(events);
                case END -> false;
            };
        }
        window = state == State.END ? Buffer.buffer() : window.getBuffer(at, bytes.length);
        return events;
    }

    /** To be called at the body's end. Throws a problem if the form is not whole. */
    void end() {
        if (state != State.END) {
            throw PartHead.malformed("it ends before its last boundary");
        }
    }

    private boolean readToDelimiter(List<PartEvent> events) {
        int found = indexOf(delimiter);
        if (state == State.FIELD) {
            int length = (found < 0 ? bytes.length : found) - at;
            if (fieldBytes + length > limits.fieldBytes() + delimiter.length) {
                throw PartHead.malformed("its fields have more than " + limits.fieldBytes() + " bytes");
            }
            if (found >= 0) {
                fieldBytes += length;
                events.add(new PartEvent.Field(field, utf8(found)));
            }
        } else {
            passOn(found < 0 ? Math.max(at, bytes.length - delimiter.length + 1) : found, events);
        }
        if (found < 0) {
            return false;
        }
        if (state == State.FILE) {
            events.add(new PartEvent.FileEnd());
        }
        at = found + delimiter.length;
        state = State.DELIMITER;
        return true;
    }

    /** Gives out what surely belongs to the file, and drops the preamble. */
    private void passOn(int to, List<PartEvent> events) {
        if (state == State.FILE && to > at) {
            fileBytes += to - at;
            if (fileBytes > limits.fileBytes()) {
                throw Problem.of(
                        limits.fileTooLarge(), "The file has more than the " + limits.fileBytes() + " bytes allowed.");
            }
            events.add(new PartEvent.FileData(window.slice(at, to)));
        }
        at = to;
    }

    private boolean readPastDelimiter() {
        int end = at;
        while (end < bytes.length && (bytes[end] == ' ' || bytes[end] == '\t')) {
            end++;
        }
        if (end - at > MAX_HEADER_BYTES) {
            throw PartHead.malformed("a boundary is followed by too many blanks");
        }
        if (end + 2 > bytes.length) {
            return false;
        }
        if (bytes[end] == '-' && bytes[end + 1] == '-') {
            state = State.END;
            return true;
        }
        if (bytes[end] != '\r' || bytes[end + 1] != '\n') {
            throw PartHead.malformed("a boundary is followed by something else than a line's end");
        }
        at = end;
        state = State.HEADERS;
        return true;
    }

    private boolean readHeaders(List<PartEvent> events) {
        int end = indexOf(HEADERS_END);
        if ((end < 0 ? bytes.length : end) - at > MAX_HEADER_BYTES) {
            throw PartHead.malformed("a part's headers have more than " + MAX_HEADER_BYTES + " bytes");
        }
        if (end < 0) {
            return false;
        }
        PartHead head = PartHead.parse(utf8(end));
        if (head.fileName() == null) {
            field = head.name();
            if (++fields > limits.fields()) {
                throw PartHead.malformed("it has more than " + limits.fields() + " fields");
            }
            state = State.FIELD;
        } else {
            if (++files > 1) {
                throw PartHead.malformed("it has more than one file");
            }
            events.add(new PartEvent.FileBegin(head.name(), head.fileName()));
            state = State.FILE;
        }
        at = end + HEADERS_END.length;
        return true;
    }

    private String utf8(int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, at, to - at))
                    .toString();
        } catch (CharacterCodingException e) {
            throw PartHead.malformed("a field or a part's head is not UTF-8");
        }
    }

    private int indexOf(byte[] wanted) {
        for (int i = at; i <= bytes.length - wanted.length; i++) {
            if (bytes[i] == wanted[0] && Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
