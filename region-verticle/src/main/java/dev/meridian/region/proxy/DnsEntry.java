package dev.meridian.region.proxy;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * A record to enter at the DNS provider.
 *
 * @param purpose when it is the one to enter
 */
record DnsEntry(String type, String name, String value, String purpose) {

    /** What verifies a domain, the usual first. */
    static List<DnsEntry> of(DomainProof wanted, List<String> targetAddresses) {
        List<DnsEntry> entries = new ArrayList<>();
        String lead = wanted.isWildcard()
                ? "leads every name here; the TXT record has to stand too"
                : wanted.needsText() ? "leads here; the TXT record has to stand too" : "the usual way";
        entries.add(new DnsEntry("CNAME", wanted.domain(), wanted.target(), lead));
        if (!wanted.isWildcard()) {
            targetAddresses.forEach(address -> entries.add(new DnsEntry(
                    address.indexOf(':') >= 0 ? "AAAA" : "A",
                    wanted.domain(),
                    address,
                    "all of these and no others, where a CNAME cannot stand, as at the apex of a zone")));
        }
        entries.add(text(wanted));
        return List.copyOf(entries);
    }

    static DnsEntry text(DomainProof wanted) {
        String purpose = wanted.isWildcard()
                ? "proves a wildcard"
                : wanted.wasAnothers()
                        ? "proves a domain that another project had before"
                        : "proof alone, as where another proxy stands in front";
        return new DnsEntry("TXT", wanted.textName(), wanted.text(), purpose);
    }

    JsonObject model() {
        return new JsonObject()
                .put("type", type)
                .put("name", name)
                .put("value", value)
                .put("purpose", purpose);
    }

    String text() {
        return type + " " + name + " " + value + " (" + purpose + ")";
    }
}
