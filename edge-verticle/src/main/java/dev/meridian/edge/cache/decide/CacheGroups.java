package dev.meridian.edge.cache.decide;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Groups of responses of one origin, and what makes a group invalid (RFC 9875). Pure. */
public final class CacheGroups {

    /** Of one field; what comes after is ignored (RFC 9875 section 2 asks for at least 32). */
    private static final int MOST = 64;

    /** A member of a list of strings (RFC 9651 section 3.1), with parameters that say nothing here. */
    private static final Pattern MEMBER = Pattern.compile(
            "\"((?:[ !#-\\[\\]-~]|\\\\[\\\\\"])*+)\"(?:; *[a-z*][a-z0-9_.*-]*+(?:=[!#-+\\--:<-~]*+)?)*+[ \\t]*(?:,[ \\t]*|$)");

    private CacheGroups() {}

    /** The groups that a response belongs to. */
    public static Set<String> of(Fields response) {
        return strings(response.joined("cache-groups").strip());
    }

    /** The groups that a response to an unsafe request makes invalid. */
    public static Set<String> invalidated(Fields response) {
        return strings(response.joined("cache-group-invalidation").strip());
    }

    /** The strings of a list; none when it is malformed, as the whole field then is ignored. */
    private static Set<String> strings(String list) {
        Set<String> strings = new LinkedHashSet<>();
        Matcher matcher = MEMBER.matcher(list);
        int from = 0;
        while (from < list.length()) {
            if (!matcher.region(from, list.length()).lookingAt()) {
                return Set.of();
            }
            if (strings.size() < MOST) {
                strings.add(matcher.group(1).replaceAll("\\\\(.)", "$1"));
            }
            from = matcher.end();
        }
        return list.endsWith(",") ? Set.of() : strings;
    }
}
