package dev.meridian.edge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.edge.purge.PurgeSequence.Standing;
import dev.meridian.edge.purge.PurgeSequence.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PurgeSequenceTest {

    private final PurgeSequence sequence = new PurgeSequence();

    @Test
    void nothingIsKnownBeforeTheFirstWord() {
        assertThat(sequence.hear("e", 7)).isEqualTo(Verdict.STRANGE);
        assertThat(sequence.weigh("e", 0, 7, true)).isEqualTo(Standing.BROKEN);

        sequence.settle("e", 7, Standing.BROKEN);

        assertThat(sequence.hear("e", 7)).isEqualTo(Verdict.KNOWN);
        assertThat(sequence.hear("e", 8)).isEqualTo(Verdict.NEXT);
    }

    @Test
    void aPurgeThatOvertookOthersIsNotHeardTwice() {
        sequence.settle("e", 7, Standing.BROKEN);

        assertThat(sequence.hear("e", 9)).isEqualTo(Verdict.AHEAD);
        assertThat(sequence.reached()).isEqualTo(7);
        assertThat(sequence.hear("e", 9)).isEqualTo(Verdict.KNOWN);
        assertThat(sequence.hear("e", 8)).isEqualTo(Verdict.NEXT);
        assertThat(sequence.reached()).isEqualTo(9);
    }

    @Test
    void aWordThatPurgesOvertookDoesNotSetBack() {
        sequence.settle("e", 7, Standing.BROKEN);
        sequence.hear("e", 8);
        sequence.hear("e", 9);

        Standing standing = sequence.weigh("e", 7, 8, true);
        sequence.settle("e", 8, standing);

        assertThat(standing).isEqualTo(Standing.SOUND);
        assertThat(sequence.reached()).isEqualTo(9);
    }

    @Test
    void aRegionThatWasSetBackOrBeganAnewOrForgotIsBroken() {
        sequence.settle("e", 7, Standing.BROKEN);

        assertThat(sequence.weigh("e", 7, 5, true)).isEqualTo(Standing.BROKEN);
        assertThat(sequence.weigh("f", 7, 7, true)).isEqualTo(Standing.BROKEN);
        assertThat(sequence.weigh("e", 7, 9, false)).isEqualTo(Standing.BROKEN);

        sequence.settle("e", 5, Standing.BROKEN);
        assertThat(sequence.hear("e", 6)).isEqualTo(Verdict.NEXT);
    }

    /** Replay with -Dseed=… */
    @Test
    void howeverPurgesComeEachCountsOnceAndNoneIsLeftOut() {
        long seed = Long.getLong("seed", 20_261_123L);
        Random random = new Random(seed);
        sequence.settle("e", 0, Standing.BROKEN);
        Set<Long> applied = new HashSet<>();
        long drawn = 0;
        long checked = 0;
        List<Long> underWay = new ArrayList<>();
        for (int step = 0; step < 5_000; step++) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    drawn++;
                    underWay.addAll(Collections.nCopies(random.nextInt(3), drawn));
                }
                case 1, 2 -> {
                    if (!underWay.isEmpty()) {
                        long next = underWay.remove(random.nextInt(underWay.size()));
                        if (sequence.hear("e", next) != Verdict.KNOWN) {
                            assertThat(applied.add(next))
                                    .as("seed %d step %d", seed, step)
                                    .isTrue();
                        }
                    }
                }
                default -> {
                    long asked = sequence.reached();
                    assertThat(sequence.weigh("e", asked, drawn, true)).isEqualTo(Standing.SOUND);
                    LongStream.rangeClosed(asked + 1, drawn)
                            .filter(missed -> !sequence.isKnown(missed))
                            .forEach(applied::add);
                    sequence.settle("e", drawn, Standing.SOUND);
                }
            }
            for (; checked < sequence.reached(); checked++) {
                assertThat(applied.contains(checked + 1))
                        .as("seed %d step %d", seed, step)
                        .isTrue();
            }
        }
    }
}
