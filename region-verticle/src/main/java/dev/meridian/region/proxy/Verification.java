package dev.meridian.region.proxy;

/** Whether whoever named a domain has also shown that it is theirs (contract section 8.4). */
enum Verification {
    /** It leads here, or holds the text that only its owner was told. */
    VERIFIED,
    /** The DNS says that it does neither. */
    UNVERIFIED,
    /** The DNS could not be asked for what decides it. */
    UNSURE
}
