package dev.meridian.edge.cache.store;

import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The headers of a stored response, in the form that goes to connections and in little memory. Immutable. What many
 * responses say alike is kept once.
 */
public final class HeaderLines {

    static final HeaderLines NONE = new HeaderLines(new AsciiString[0]);

    /** Longer ones are seldom said twice. */
    private static final int SHARED_LENGTH = 64;

    private static final int MOST_SHARED = 8_192;
    private static final int OF_A_TEXT = 48;

    private static final Map<AsciiString, AsciiString> SHARED = new ConcurrentHashMap<>();

    /** Names and values in turn. */
    private final AsciiString[] texts;

    private HeaderLines(AsciiString[] texts) {
        this.texts = texts;
    }

    /** In the order in which a map has them. */
    public static HeaderLines of(MultiMap fields) {
        List<AsciiString> texts = new ArrayList<>();
        for (Map.Entry<String, String> field : fields) {
            texts.add(shared(field.getKey()));
            texts.add(shared(field.getValue()));
        }
        return texts.isEmpty() ? NONE : new HeaderLines(texts.toArray(new AsciiString[0]));
    }

    /** A map of one's own. */
    public MultiMap toMap() {
        MultiMap map = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < texts.length; i += 2) {
            map.add(texts[i], texts[i + 1]);
        }
        return map;
    }

    /** Bytes of memory that they take, roughly; what is shared counts as well. */
    int weight() {
        int bytes = 0;
        for (AsciiString text : texts) {
            bytes += OF_A_TEXT + text.length();
        }
        return bytes;
    }

    private static AsciiString shared(String string) {
        AsciiString text = new AsciiString(string.getBytes(StandardCharsets.ISO_8859_1), false);
        if (text.length() > SHARED_LENGTH) {
            return text;
        }
        AsciiString known = SHARED.get(text);
        if (known != null) {
            return known;
        }
        if (SHARED.size() >= MOST_SHARED) {
            SHARED.clear();
        }
        SHARED.put(text, text);
        return text;
    }
}
