package dev.meridian.region.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class StandingTest {

    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
    private static final Duration GRACE = Duration.ofHours(24);
    private static final Duration CHECK = Duration.ofHours(1);
    private static final Standing GOOD = new Standing("verified", null, 0);

    @Test
    void graceEndsWithItsTimeAndNotWithTheNumberOfLooks() {
        Standing failing = GOOD;
        for (int minutes = 0; minutes < 24 * 60; minutes += 15) {
            failing = failing.after(Verification.UNVERIFIED, NOON.plus(Duration.ofMinutes(minutes)), GRACE);
            assertThat(failing.isVerified()).isTrue();
            assertThat(failing.failingSince()).isEqualTo(NOON);
        }

        assertThat(failing.after(Verification.UNVERIFIED, NOON.plus(GRACE), GRACE))
                .isEqualTo(new Standing("unverified", null, 1));
    }

    @Test
    void oneGoodLookEndsAFailure() {
        Standing failing = GOOD.after(Verification.UNVERIFIED, NOON, GRACE);

        assertThat(failing.after(Verification.VERIFIED, NOON.plus(GRACE), GRACE))
                .isEqualTo(GOOD);
    }

    @Test
    void silenceChangesNothingForAVerifiedDomain() {
        Standing failing = GOOD.after(Verification.UNVERIFIED, NOON, GRACE);

        Standing asked = failing.after(Verification.UNSURE, NOON.plus(GRACE.multipliedBy(9)), GRACE);

        assertThat(asked.isVerified()).isTrue();
        assertThat(asked.failingSince()).isEqualTo(NOON);
    }

    @Test
    void whatWasNeverVerifiedHasNoGrace() {
        assertThat(Standing.NEW.after(Verification.UNSURE, NOON, GRACE).status())
                .isEqualTo("verifying");
        assertThat(Standing.NEW.after(Verification.UNVERIFIED, NOON, GRACE).status())
                .isEqualTo("unverified");
    }

    @Test
    void looksGrowRarerAtWhatNobodySetsUp() {
        Standing standing = Standing.NEW;
        Duration before = Duration.ZERO;
        for (int i = 0; i < 8; i++) {
            standing = standing.after(Verification.UNVERIFIED, NOON, GRACE);
            assertThat(standing.pause(CHECK, 0.5)).isGreaterThan(before);
            before = standing.pause(CHECK, 0.5);
        }
        for (int i = 0; i < 100; i++) {
            standing = standing.after(Verification.UNVERIFIED, NOON, GRACE);
        }
        assertThat(standing.pause(CHECK, 0.5)).isEqualTo(Duration.ofHours(6));
    }

    @Test
    void looksAreSpreadAndCloserWhereADomainFails() {
        assertThat(GOOD.pause(CHECK, 0)).isEqualTo(Duration.ofMinutes(54));
        assertThat(GOOD.pause(CHECK, 1)).isEqualTo(Duration.ofMinutes(66));
        assertThat(GOOD.after(Verification.UNVERIFIED, NOON, GRACE).pause(CHECK, 0.5))
                .isEqualTo(Duration.ofMinutes(15));
    }
}
