package dev.meridian.region.databases;

import dev.meridian.region.node.RegionContext;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** The present, as exact as the contract shows it. */
final class Moments {

    private Moments() {}

    static OffsetDateTime now(RegionContext region) {
        return region.node().clock().instant().truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC);
    }
}
