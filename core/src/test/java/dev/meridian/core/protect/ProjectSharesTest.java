package dev.meridian.core.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.protect.ClientGuard.Stay;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectSharesTest {

    private final ProjectShares shares = new ProjectShares(100, new SimpleMeterRegistry());

    @Test
    void oneAloneHasNineTenthsAndAnotherStillComesIn() {
        List<Stay> greedy = fill("greedy", 200);
        assertThat(greedy).hasSize(90);
        List<Stay> polite = fill("polite", 10);
        assertThat(polite).hasSize(10);

        greedy.subList(0, 30).forEach(Stay::leave);
        assertThat(fill("greedy", 10))
                .as("it has more than half, of a node that is full from 70")
                .isEmpty();
        assertThat(fill("third", 20)).hasSize(20);
    }

    @Test
    void whileThereIsRoomEverybodyHasWhatTheyWant() {
        assertThat(fill("greedy", 60)).hasSize(60);
        assertThat(fill("polite", 10)).hasSize(10);
        assertThat(fill("greedy", 1)).isEmpty();
    }

    @Test
    void whoHasLeftIsForgotten() {
        fill("greedy", 90).forEach(Stay::leave);
        assertThat(fill("other", 90)).hasSize(90);
        assertThatThrownBy(() -> shares.begin("other"))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.isRetryable()).isTrue());
    }

    private List<Stay> fill(String project, int most) {
        List<Stay> stays = new ArrayList<>();
        try {
            for (int i = 0; i < most; i++) {
                stays.add(shares.begin(project));
            }
        } catch (Problem refused) {
            assertThat(refused.type().name()).isEqualTo("general_overloaded");
        }
        return stays;
    }
}
