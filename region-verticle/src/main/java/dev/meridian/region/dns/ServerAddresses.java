package dev.meridian.region.dns;

import dev.meridian.core.config.ConfigurationException;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the name servers are that a region asks. */
public final class ServerAddresses {

    private static final int DOMAIN = 53;
    private static final int MOST = 4;
    private static final Path MACHINE = Path.of("/etc/resolv.conf");
    private static final Pattern NAME_SERVER = Pattern.compile("\\s*nameserver\\s+([0-9A-Fa-f:.]+)\\S*.*");
    private static final Pattern WITH_PORT =
            Pattern.compile("(\\[(?<six>[0-9A-Fa-f:.]+)]|(?<four>[0-9.]+)):(?<port>[0-9]{1,5})");

    private ServerAddresses() {}

    /**
     * @param texts such as {@code 192.0.2.53}, {@code 192.0.2.53:5353} or {@code [2001:db8::53]:53}; none for those of the
     *     machine
     * @throws ConfigurationException that names the text which is no address
     */
    public static List<InetSocketAddress> of(List<String> texts) {
        List<String> chosen = texts.isEmpty() ? ofMachine() : texts;
        return chosen.stream().limit(MOST).map(ServerAddresses::parse).toList();
    }

    /** As resolv.conf(5): this very machine where the file names none. */
    private static List<String> ofMachine() {
        try (var lines = Files.lines(MACHINE, StandardCharsets.ISO_8859_1)) {
            List<String> named = lines.map(NAME_SERVER::matcher)
                    .filter(Matcher::matches)
                    .map(matcher -> matcher.group(1))
                    .toList();
            return named.isEmpty() ? List.of("127.0.0.1") : named;
        } catch (IOException absent) {
            return List.of("127.0.0.1");
        }
    }

    private static InetSocketAddress parse(String text) {
        Matcher matcher = WITH_PORT.matcher(text);
        String address = text;
        int port = DOMAIN;
        if (matcher.matches()) {
            address = matcher.group("six") == null ? matcher.group("four") : matcher.group("six");
            port = Integer.parseInt(matcher.group("port"));
        }
        InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
        if (parsed == null || port < 1 || port > 65_535) {
            throw new ConfigurationException("'" + text + "' in region.dns.servers is not the address of a name server;"
                    + " write 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53");
        }
        return new InetSocketAddress(parsed, port);
    }
}
