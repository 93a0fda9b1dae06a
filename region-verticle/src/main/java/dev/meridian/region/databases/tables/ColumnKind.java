package dev.meridian.region.databases.tables;

import dev.meridian.region.query.ValueType;
import java.util.Optional;
import java.util.stream.Stream;

/** The types of columns (contract section 5, "Column types"). */
public enum ColumnKind {
    STRING("string", "string", "", ValueType.STRING, 1_073_741_824L),
    VARCHAR("varchar", "varchar", "", ValueType.STRING, 16_381),
    TEXT("text", "text", "", ValueType.STRING, 65_535),
    MEDIUMTEXT("mediumtext", "mediumtext", "", ValueType.STRING, 16_777_215),
    LONGTEXT("longtext", "longtext", "", ValueType.STRING, 4_294_967_295L),
    INTEGER("integer", "integer", "", ValueType.INTEGER, 0),
    BIGINT("bigint", "bigint", "", ValueType.INTEGER, 0),
    FLOAT("float", "double", "", ValueType.FLOAT, 0),
    BOOLEAN("boolean", "boolean", "", ValueType.BOOLEAN, 0),
    DATETIME("datetime", "datetime", "", ValueType.DATETIME, 0),
    EMAIL("email", "string", "email", ValueType.STRING, 254),
    URL("url", "string", "url", ValueType.STRING, 2_000),
    IP("ip", "string", "ip", ValueType.STRING, 39),
    ENUM("enum", "string", "enum", ValueType.STRING, 255),
    POINT("point", "point", "", ValueType.POINT, 0),
    LINE("line", "linestring", "", ValueType.LINESTRING, 0),
    POLYGON("polygon", "polygon", "", ValueType.POLYGON, 0);

    private final String path;
    private final String type;
    private final String format;
    private final ValueType valueType;
    private final long most;

    ColumnKind(String path, String type, String format, ValueType valueType, long most) {
        this.path = path;
        this.type = type;
        this.format = format;
        this.valueType = valueType;
        this.most = most;
    }

    /** Last segment of the path that creates one. */
    public String path() {
        return path;
    }

    /** {@code type} in the model. */
    String type() {
        return type;
    }

    /** {@code format} in the model, empty for none. */
    public String format() {
        return format;
    }

    public ValueType valueType() {
        return valueType;
    }

    /** The longest value of a text: characters where {@link #isSized} or a format, else bytes. */
    long most() {
        return most;
    }

    /** Whether its creator says how long a value may be. */
    boolean isSized() {
        return this == STRING || this == VARCHAR;
    }

    /** Whether its values may be kept sealed. */
    boolean isEncryptable() {
        return isSized() || isCountedInBytes();
    }

    boolean isCountedInBytes() {
        return this == TEXT || this == MEDIUMTEXT || this == LONGTEXT;
    }

    public boolean isRanged() {
        return valueType == ValueType.INTEGER || valueType == ValueType.FLOAT;
    }

    /** The kind that a definition inside a table's creation names, by its path's word or by type and format. */
    static Optional<ColumnKind> named(String type, String format) {
        return Stream.of(values())
                .filter(kind -> format.isEmpty()
                        ? kind.path.equals(type) || (kind.type.equals(type) && kind.format.isEmpty())
                        : kind.type.equals(type) && kind.format.equals(format))
                .findFirst();
    }
}
