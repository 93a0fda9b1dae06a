package dev.meridian.region.mail;

import java.util.regex.Pattern;

/**
 * An address with the name that is shown beside it; either may be empty.
 *
 * @param name in one line
 */
public record Mailbox(String email, String name) {

    private static final Pattern EMAIL =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63})*");

    private static final Pattern LINE = Pattern.compile("[^\\p{Cntrl}]*");

    /** Whether a text is an address as mail servers take them. */
    public static boolean isEmail(String text) {
        return text.length() <= 254 && EMAIL.matcher(text).matches();
    }

    /** Whether a text may stand in a header: letters of any language, and no line break. */
    public static boolean isLine(String text) {
        return LINE.matcher(text).matches();
    }

    /** As it stands in a header; a quotation mark or backslash in the name is left out. */
    String header() {
        return name.isEmpty() ? email : "\"" + name.replaceAll("[\"\\\\]", "") + "\" <" + email + ">";
    }
}
