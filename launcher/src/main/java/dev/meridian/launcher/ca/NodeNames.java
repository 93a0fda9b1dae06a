package dev.meridian.launcher.ca;

import dev.meridian.launcher.StartRefused;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A node and where others reach it.
 *
 * @param addresses DNS names and IP addresses; callers compare the one that they call with these (RFC 9525)
 */
record NodeNames(String name, List<String> addresses) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern DNS = Pattern.compile("(?=.{1,253}$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)"
            + "(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)*");
    private static final Pattern IP_V4 =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
    private static final Pattern IP_V6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:]*(\\.\\d+){0,3}");
    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+");

    /** @param argument {@code name} or {@code name=address,...} */
    static NodeNames parse(String argument) {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        if (!NAME.matcher(name).matches()) {
            throw new StartRefused(
                    "'" + name + "' is no name for a node: small letters, digits and hyphens, at most 63");
        }
        if (equals < 0) {
            return new NodeNames(name, List.of(name, "localhost", "127.0.0.1", "::1"));
        }
        List<String> addresses = Arrays.stream(argument.substring(equals + 1).split(",", -1))
                .map(String::strip)
                .toList();
        addresses.stream()
                .filter(address -> !isIp(address) && !isDns(address))
                .findFirst()
                .ifPresent(wrong -> {
                    throw new StartRefused(
                            "'" + wrong + "' is neither a DNS name nor an IP address (" + argument + ")");
                });
        return new NodeNames(name, addresses);
    }

    static boolean isIp(String address) {
        return IP_V4.matcher(address).matches() || IP_V6.matcher(address).matches();
    }

    private static boolean isDns(String address) {
        return DNS.matcher(address).matches() && !NUMERIC.matcher(address).matches();
    }
}
