package dev.meridian.edge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.edge.purge.PurgeSequence.Standing;
import dev.meridian.edge.purge.PurgeSequence.Verdict;
import org.junit.jupiter.api.Test;

class PurgeSequenceTest {

    private final PurgeSequence sequence = new PurgeSequence();

    @Test
    void whatCameBeforeTheFirstWordIsInDoubt() {
        assertThat(sequence.hear("fra", "e", 7)).isEqualTo(Verdict.NEXT);
        assertThat(sequence.compare("fra", "e", 7)).isEqualTo(Standing.ASTRAY);

        sequence.settle("fra", "e", 6);

        assertThat(sequence.compare("fra", "e", 7)).isEqualTo(Standing.LEVEL);
        assertThat(sequence.hear("fra", "e", 8)).isEqualTo(Verdict.NEXT);
    }

    @Test
    void aPurgeThatComesAfterTheWordOfItMakesUpForBeingBehind() {
        sequence.settle("fra", "e", 7);
        assertThat(sequence.compare("fra", "e", 8)).isEqualTo(Standing.BEHIND);

        assertThat(sequence.hear("fra", "e", 8)).isEqualTo(Verdict.NEXT);

        assertThat(sequence.compare("fra", "e", 8)).isEqualTo(Standing.LEVEL);
    }

    @Test
    void aWordThatWasOvertakenByAPurgeIsLevel() {
        sequence.settle("fra", "e", 7);
        sequence.hear("fra", "e", 8);

        assertThat(sequence.compare("fra", "e", 7)).isEqualTo(Standing.LEVEL);
    }

    @Test
    void aRegionThatWasSetBackOrBeganAnewIsStartedAfresh() {
        sequence.settle("fra", "e", 7);

        assertThat(sequence.compare("fra", "e", 5)).isEqualTo(Standing.ASTRAY);
        assertThat(sequence.compare("fra", "f", 7)).isEqualTo(Standing.ASTRAY);

        sequence.settle("fra", "e", 5);
        assertThat(sequence.hear("fra", "e", 6)).isEqualTo(Verdict.NEXT);
        assertThat(sequence.hear("fra", "e", 8)).isEqualTo(Verdict.GAP);
        assertThat(sequence.compare("nyc", "e", 0)).isEqualTo(Standing.ASTRAY);
    }
}
