package dev.meridian.region.dns;

import java.util.List;

/** What came of a question. */
public sealed interface Outcome {

    /** Whether this is what the DNS says, and not that it could not be asked. */
    default boolean isCertain() {
        return true;
    }

    /** @param values never empty; addresses in text form, each once */
    record Found(List<String> values) implements Outcome {}

    /** The name exists, with no record of this type. */
    record NoRecord() implements Outcome {}

    /** No record of any type exists at the name (RFC 8020). */
    record NoName() implements Outcome {}

    /** CNAME records lead around in a circle, or through more names than are followed. */
    record Endless() implements Outcome {}

    /** @param code as RFC 1035 section 4.1.1 and its successors name it, such as {@code ServFail} */
    record Failed(String code) implements Outcome {
        @Override
        public boolean isCertain() {
            return false;
        }
    }

    /** No server answered in time. */
    record Silent() implements Outcome {
        @Override
        public boolean isCertain() {
            return false;
        }
    }
}
