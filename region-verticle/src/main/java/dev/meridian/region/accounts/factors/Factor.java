package dev.meridian.region.accounts.factors;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A way to prove who one is (contract section 6.3). */
public enum Factor {
    TOTP("totp"),
    RECOVERY_CODE("recoveryCode"),
    EMAIL("email"),
    PHONE("phone");

    private final String text;

    Factor(String text) {
        this.text = text;
    }

    /** As the contract writes it. */
    public String text() {
        return text;
    }

    /** In any case of letters: the SDKs do not agree on one. */
    public static Optional<Factor> of(String text) {
        return Arrays.stream(values())
                .filter(factor -> factor.text.equalsIgnoreCase(text))
                .findFirst();
    }

    public static List<String> texts() {
        return Arrays.stream(values()).map(Factor::text).toList();
    }
}
