package dev.meridian.region.dns;

import io.netty.handler.codec.dns.DnsRecordType;

/** The record types that are asked for. */
public enum RecordKind {
    /** RFC 1035 section 3.4.1. */
    A,
    /** RFC 3596. */
    AAAA,
    /** RFC 1035 section 3.3.14; the texts of one record joined. */
    TXT,
    /** RFC 8659, as a zone file has them: {@code 0 issue "ca.example.net"}. */
    CAA;

    DnsRecordType type() {
        return switch (this) {
            case A -> DnsRecordType.A;
            case AAAA -> DnsRecordType.AAAA;
            case TXT -> DnsRecordType.TXT;
            case CAA -> DnsRecordType.CAA;
        };
    }
}
