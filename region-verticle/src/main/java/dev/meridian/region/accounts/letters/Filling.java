package dev.meridian.region.accounts.letters;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in what stands in double braces, once: what is filled in is not looked at again. A name that nobody knows leaves nothing.
 */
final class Filling {

    private static final Pattern NAME = Pattern.compile("\\{\\{\\s{0,8}([A-Za-z]{1,32})\\s{0,8}}}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");
    private static final int LONGEST_LINE = 500;

    private final Map<String, String> values;

    Filling(Map<String, String> values) {
        this.values = values;
    }

    /** For HTML: values are text, and nothing of them is markup. */
    String html(String template) {
        return filled(template, Filling::escaped);
    }

    /** For a header: in one line. */
    String line(String template) {
        String line =
                CONTROL.matcher(filled(template, UnaryOperator.identity())).replaceAll(" ");
        return line.substring(0, Math.min(line.length(), LONGEST_LINE));
    }

    private String filled(String template, UnaryOperator<String> written) {
        return NAME.matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(written.apply(values.getOrDefault(found.group(1), ""))));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
