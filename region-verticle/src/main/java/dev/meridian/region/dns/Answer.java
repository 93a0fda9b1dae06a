package dev.meridian.region.dns;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one server replied: the values of the wanted type, and where each alias leads, by the name of their owners.
 * Values are in an order of their own, since servers turn theirs round. Records that do not follow their own format, and those past the most that are read, are as if they were not there.
 */
record Answer(DnsResponseCode code, Map<String, String> aliases, Map<String, List<String>> values) {

    private static final int MOST_RECORDS = 64;
    private static final int LONGEST_VALUE = 1_024;

    /** Reads a response; does not release it. */
    static Answer of(DnsResponse response, RecordKind kind) {
        Map<String, String> aliases = new HashMap<>();
        Map<String, Set<String>> values = new HashMap<>();
        int records = Math.min(response.count(DnsSection.ANSWER), MOST_RECORDS);
        for (int i = 0; i < records; i++) {
            DnsRecord entry = response.recordAt(DnsSection.ANSWER, i);
            if (entry instanceof DnsRawRecord raw) {
                read(raw, kind, aliases, values);
            }
        }
        Map<String, List<String>> lists = new HashMap<>();
        values.forEach((owner, found) -> lists.put(owner, List.copyOf(found)));
        return new Answer(response.code(), aliases, lists);
    }

    private static void read(
            DnsRawRecord raw, RecordKind kind, Map<String, String> aliases, Map<String, Set<String>> values) {
        String owner = plain(raw.name());
        if (raw.type().equals(DnsRecordType.CNAME)) {
            aliases.putIfAbsent(owner, plain(DefaultDnsRecordDecoder.decodeName(content(raw))));
        } else if (raw.type().equals(kind.type())) {
            value(content(raw), kind)
                    .ifPresent(value -> values.computeIfAbsent(owner, first -> new TreeSet<>())
                            .add(value));
        }
    }

    private static ByteBuf content(DnsRawRecord raw) {
        return raw.content().duplicate();
    }

    /** Lower case, without the final dot. */
    static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static Optional<String> value(ByteBuf content, RecordKind kind) {
        return switch (kind) {
            case A -> address(content, 4);
            case AAAA -> address(content, 16);
            case TXT -> text(content);
            case CAA -> authorisation(content);
        };
    }

    private static Optional<String> address(ByteBuf content, int length) {
        if (content.readableBytes() != length) {
            return Optional.empty();
        }
        byte[] bytes = new byte[length];
        content.readBytes(bytes);
        return Optional.of(NetUtil.bytesToIpAddress(bytes));
    }

    private static Optional<String> text(ByteBuf content) {
        StringBuilder text = new StringBuilder();
        while (content.isReadable()) {
            int length = content.readUnsignedByte();
            if (length > content.readableBytes()) {
                return Optional.empty();
            }
            text.append(characters(content, length));
        }
        return Optional.of(shown(text.toString()));
    }

    private static Optional<String> authorisation(ByteBuf content) {
        if (content.readableBytes() < 2
                || content.getUnsignedByte(content.readerIndex() + 1) > content.readableBytes() - 2) {
            return Optional.empty();
        }
        int flags = content.readUnsignedByte();
        String tag = characters(content, content.readUnsignedByte()).toLowerCase(Locale.ROOT);
        return Optional.of(shown(flags + " " + tag + " \"" + characters(content, content.readableBytes()) + "\""));
    }

    private static String characters(ByteBuf content, int length) {
        return content.readCharSequence(length, StandardCharsets.UTF_8).toString();
    }

    /** Fit for a log line and a reply. */
    private static String shown(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.length() > LONGEST_VALUE ? printable.substring(0, LONGEST_VALUE) : printable;
    }
}
