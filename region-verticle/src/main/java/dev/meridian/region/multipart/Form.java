package dev.meridian.region.multipart;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A form that was read to its end.
 *
 * @param fields text fields by name, values in the order they came; arrays lose the {@code []} or {@code [n]} of their name
 * @param file the file part, whose content went to the sink
 */
public record Form(
        Map<String, List<String>> fields, @Nullable FilePart file) {

    /**
     * A file part's head and size.
     *
     * @param field name of the form's field
     * @param name file name without folders, may be empty
     * @param bytes how many bytes went to the sink
     */
    public record FilePart(String field, String name, long bytes) {}

    /** The last value of a field. */
    public Optional<String> text(String field) {
        return Optional.ofNullable(fields.get(field)).map(List::getLast);
    }

    /** All values of a field; empty if the form did not name it. */
    public Optional<List<String>> list(String field) {
        return Optional.ofNullable(fields.get(field));
    }
}
