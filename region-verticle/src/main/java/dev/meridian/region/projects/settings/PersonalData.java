package dev.meridian.region.projects.settings;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What everybody may know of a user; each is empty where it is not set. */
public record PersonalData(String userId, String email, String name, String phone) {

    /** Whether a text has any of it in it, however letters are written. */
    boolean isIn(String text) {
        String sought = lower(text);
        return parts().map(PersonalData::lower).anyMatch(part -> !part.isBlank() && sought.contains(part));
    }

    /** A phone number is looked for without its plus sign, an address also by what is before the at sign. */
    private Stream<String> parts() {
        return List.of(userId, email, email.substring(0, Math.max(0, email.indexOf('@'))), name, phone.replace("+", ""))
                .stream();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
