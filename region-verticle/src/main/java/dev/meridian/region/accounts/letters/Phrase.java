package dev.meridian.region.accounts.letters;

import dev.meridian.core.id.Ids;
import java.util.List;

/** Two words that a page and a mail both show, so that who reads them sees that they belong together. */
public final class Phrase {

    private static final List<String> HOW = List.of(
            "Amber", "Brave", "Calm", "Crimson", "Eager", "Early", "Gentle", "Golden", "Happy", "Hidden", "Honest",
            "Ivory", "Jolly", "Kind", "Lively", "Lucky", "Mellow", "Modest", "Noble", "Patient", "Proud", "Quick",
            "Quiet", "Rapid", "Silver", "Steady", "Sunny", "Tender", "Violet", "Warm", "Wild", "Wise");
    private static final List<String> WHAT = List.of(
            "Badger",
            "Beaver",
            "Bridge",
            "Canyon",
            "Cedar",
            "Comet",
            "Coral",
            "Crane",
            "Dolphin",
            "Falcon",
            "Forest",
            "Fox",
            "Garden",
            "Glacier",
            "Harbour",
            "Heron",
            "Island",
            "Lantern",
            "Meadow",
            "Mountain",
            "Orchard",
            "Otter",
            "Panda",
            "Pebble",
            "Raven",
            "River",
            "Robin",
            "Sparrow",
            "Summit",
            "Tiger",
            "Valley",
            "Willow");

    private Phrase() {}

    public static String of(Ids ids) {
        return ids.anyOf(HOW) + " " + ids.anyOf(WHAT);
    }
}
