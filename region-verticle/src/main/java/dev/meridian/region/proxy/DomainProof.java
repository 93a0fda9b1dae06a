package dev.meridian.region.proxy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a project shows a domain to be its own with.
 *
 * @param domain lower case; {@code *.} before it for all names one label below
 * @param token of the project for this very domain
 * @param target the name that the domain should lead to
 * @param wasAnothers whether another project held the domain not long ago, so that records that lead here prove nothing
 */
record DomainProof(String domain, String token, String target, boolean wasAnothers) {

    private static final String MAC = "HmacSHA256";
    private static final int TOKEN_BYTES = 16;

    /**
     * The same for a project and domain at all times, so that it can be entered before there is a rule.
     *
     * @param secret of the project
     */
    static String token(String secret, String domain) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), MAC));
            byte[] code = mac.doFinal(domain.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(code, 0, TOKEN_BYTES);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(MAC + " is part of every Java platform", impossible);
        }
    }

    boolean isWildcard() {
        return DomainName.isWildcard(domain);
    }

    /** Whether nothing but the text verifies the domain. */
    boolean needsText() {
        return isWildcard() || wasAnothers;
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
