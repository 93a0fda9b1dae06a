package dev.meridian.functions.engine.crypto;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

final class RehearsalTest {

    @Test
    void allThatIsRehearsedIsThere() {
        assertThatCode(Rehearsal::run).doesNotThrowAnyException();
    }
}
