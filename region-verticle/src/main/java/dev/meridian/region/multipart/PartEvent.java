package dev.meridian.region.multipart;

import io.vertx.core.buffer.Buffer;

/** What the parser found, in the order of the body. */
sealed interface PartEvent {

    /** A whole text field. */
    record Field(String name, String value) implements PartEvent {}

    /** A file part begins; data and an end follow. */
    record FileBegin(String name, String fileName) implements PartEvent {}

    record FileData(Buffer bytes) implements PartEvent {}

    record FileEnd() implements PartEvent {}
}
