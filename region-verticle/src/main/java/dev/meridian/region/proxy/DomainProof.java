package dev.meridian.region.proxy;

/**
 * What a project shows a domain to be its own with.
 *
 * @param domain lower case; {@code *.} before it for all names one label below
 * @param token of the rule, and of no other
 * @param target the name that the domain should lead to
 */
record DomainProof(String domain, String token, String target) {

    boolean isWildcard() {
        return DomainName.isWildcard(domain);
    }

    /** The domain, or the one that a wildcard stands below. */
    String base() {
        return isWildcard() ? DomainName.parent(domain) : domain;
    }

    String textName() {
        return "_meridian." + base();
    }

    String text() {
        return "meridian-domain=" + token;
    }
}
