package dev.meridian.region.query;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a text must be so that the database keeps it exactly. */
public final class Texts {

    private Texts() {}

    /** Whether it has neither a NUL nor half of a surrogate pair. */
    public static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == 0) {
                return false;
            }
            if (Character.isSurrogate(unit)) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(unit, text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** A text that stands for itself in a LIKE pattern. */
    static String likeLiteral(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    /** Its letters and digits in runs, in order. */
    static List<String> words(String text) {
        return Arrays.stream(text.split("[^\\p{L}\\p{N}\\p{M}]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Name of an enum's constant as a sentence has it. */
    static String plain(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
