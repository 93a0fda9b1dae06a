package dev.meridian.region.proxy;

import java.util.Set;

/** Whether whoever named a domain has also pointed it here (contract section 8.4). Pure. */
sealed interface Verification {

    /** Why, for the domain's owner; empty when there is nothing to say. */
    String reason();

    record Verified() implements Verification {
        @Override
        public String reason() {
            return "";
        }
    }

    record Unverified(String reason) implements Verification {}

    /** A name that can lead nowhere but to its own machine, so that there is nothing to prove (RFC 6761 section 6.3). */
    static boolean isLocal(String domain) {
        return domain.endsWith(".localhost");
    }

    /**
     * @param found addresses of the domain, none if it is not known
     * @param wanted addresses of {@code target}
     * @param target the name that a CNAME record should lead to
     */
    static Verification of(String domain, Set<String> found, Set<String> wanted, String target) {
        String advice = " Point a CNAME record of " + domain + " to " + target + ", then verify again.";
        if (found.isEmpty()) {
            return new Unverified(domain + " has no address." + advice);
        }
        if (!wanted.containsAll(found)) {
            return new Unverified(domain + " leads to addresses that are not those of " + target + "." + advice);
        }
        return new Verified();
    }
}
