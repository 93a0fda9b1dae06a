package dev.meridian.core.archive;

import java.util.ArrayList;
import java.util.List;

/** Decides whether a name from an archive may become a path below a folder. */
final class EntryName {

    private static final int MAX_CHARACTERS = 1_024;
    private static final int MAX_PART_CHARACTERS = 255;
    private static final int MAX_PARTS = 32;

    private EntryName() {}

    /** The name without {@code .} parts and doubled slashes. Throws a problem that names it if it could lead astray. */
    static String checked(String name) {
        if (name.length() > MAX_CHARACTERS) {
            throw TarReader.broken(name.substring(0, 64) + "…", "has a name of more than " + MAX_CHARACTERS);
        }
        if (name.startsWith("/")) {
            throw TarReader.broken(name, "is absolute");
        }
        if (name.indexOf('\\') >= 0 || name.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == 0xfffd)) {
            throw TarReader.broken(name, "has a character that no portable name has");
        }
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                throw TarReader.broken(name, "leads out of the archive");
            }
            if (part.length() > MAX_PART_CHARACTERS) {
                throw TarReader.broken(name.substring(0, 64) + "…", "has a part of more than " + MAX_PART_CHARACTERS);
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        if (parts.size() > MAX_PARTS) {
            throw TarReader.broken(name, "is nested deeper than " + MAX_PARTS);
        }
        return String.join("/", parts);
    }
}
