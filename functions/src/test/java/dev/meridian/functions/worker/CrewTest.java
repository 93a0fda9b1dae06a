package dev.meridian.functions.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.token.SigningKey;
import dev.meridian.functions.KeyMint;
import dev.meridian.functions.Launch;
import dev.meridian.functions.Limits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When a launch may have its next process. */
final class CrewTest {

    private static final long MILLI = 1_000_000L;

    private final Crew crew = new Crew(
            launch(),
            new HeavyRuntime(
                    "node-1", "node", "Node.js", "1", HeavyRuntime.Language.NODE, Path.of("/bin/node"), List.of()),
            0);

    private static Launch launch() {
        Launch.Key key = new Launch.Key("project", "function", "deployment", 1);
        KeyMint mint = new KeyMint(SigningKey.of(new byte[32]), key);
        return new Launch(key, Path.of("/code"), "main.js", Map.of(), Limits.DEFAULT, true, mint, "node-1");
    }

    private Worker dead(long nowNanos) {
        Worker worker = new Worker("token", crew, nowNanos);
        crew.mourn(worker, nowNanos);
        return worker;
    }

    @Test
    void eachDeathDoublesTheWaitAndAnAnswerForgivesThem() {
        assertThat(crew.mayStart(0, 4)).isTrue();

        dead(0);
        assertThat(crew.mayStart(199 * MILLI, 4)).isFalse();
        assertThat(crew.mayStart(200 * MILLI, 4)).isTrue();

        dead(1_000 * MILLI);
        assertThat(crew.mayStart(1_399 * MILLI, 4)).isFalse();
        assertThat(crew.mayStart(1_400 * MILLI, 4)).isTrue();

        crew.thrive();
        dead(2_000 * MILLI);
        assertThat(crew.mayStart(2_200 * MILLI, 4)).isTrue();
    }

    @Test
    void theWaitHasAnEnd() {
        for (int i = 0; i < 40; i++) {
            dead(0);
        }

        assertThat(crew.mayStart(25_599 * MILLI, 4)).isFalse();
        assertThat(crew.mayStart(25_600 * MILLI, 4)).isTrue();
    }

    @Test
    void whatDiesThreeTimesBeforeItSpeaksIsHopeless() {
        dead(0);
        dead(0);
        assertThat(crew.isHopeless()).isFalse();

        dead(0);
        assertThat(crew.isHopeless()).isTrue();

        crew.giveUp();
        assertThat(crew.isHopeless()).isFalse();
    }

    @Test
    void aCrewIsKeptAsLongAsItsWaitLasts() {
        dead(0);

        assertThat(crew.isEmpty(100 * MILLI)).isFalse();
        assertThat(crew.isEmpty(200 * MILLI)).isTrue();
    }

    @Test
    void oneProcessStartsAtATime() {
        crew.workers().add(new Worker("token", crew, 0));

        assertThat(crew.mayStart(0, 4)).isFalse();
    }
}
