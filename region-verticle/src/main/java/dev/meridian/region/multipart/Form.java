package dev.meridian.region.multipart;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A form that was read to its end.
 *
 * @param fields text fields by name, the last where a name came again; a name with {@code []} or {@code [n]} loses that and
 *     holds a list of texts in the order they came
 * @param file the file part, whose content went to the sink
 */
public record Form(Map<String, Object> fields, @Nullable FilePart file) {

    /**
     * A file part's head and size.
     *
     * @param field name of the form's field
     * @param name file name without folders, may be empty
     * @param bytes how many bytes went to the sink
     */
    public record FilePart(String field, String name, long bytes) {}
}
