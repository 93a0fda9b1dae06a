package dev.meridian.region.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SealerTest {

    private static final String FIRST = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static final String SECOND = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    @Test
    void whatIsSealedOpensAtItsPlaceAndNowhereElse() throws IOException {
        Sealer sealer = with(FIRST);

        String sealed = sealer.seal("secret äöü", "here");

        assertThat(sealed).doesNotContain("secret");
        assertThat(sealer.seal("secret äöü", "here")).isNotEqualTo(sealed);
        assertThat(sealer.open(sealed, "here")).isEqualTo("secret äöü");
        assertThatThrownBy(() -> sealer.open(sealed, "there")).isInstanceOf(IllegalStateException.class);
        String changed = sealed.substring(0, sealed.length() - 5)
                + (sealed.charAt(sealed.length() - 5) == 'A' ? 'B' : 'A')
                + sealed.substring(sealed.length() - 4);
        assertThatThrownBy(() -> sealer.open(changed, "here")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sealer.open("plain", "here")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aKeyThatWasFollowedByAnotherStillOpens() throws IOException {
        String old = with(FIRST).seal("x", "here");

        Sealer both = with(SECOND + ", " + FIRST);

        assertThat(both.open(old, "here")).isEqualTo("x");
        assertThat(with(SECOND).open(both.seal("y", "here"), "here")).isEqualTo("y");
        assertThatThrownBy(() -> with(SECOND).open(old, "here"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("region.encryption.keys");
    }

    @Test
    void aNodesOwnKeyIsMadeOnceAndForItsOwnerOnly(@TempDir Path data) throws IOException {
        SealingSettings settings = new SealingSettings(Optional.empty(), Optional.of(data.resolve("a/encryption-key")));

        String sealed = Sealer.open(settings).seal("x", "here");

        assertThat(Sealer.open(settings).open(sealed, "here")).isEqualTo("x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("a/encryption-key"))))
                .isEqualTo("rw-------");
        assertThat(data.resolve("a")).isDirectoryContaining("glob:**/encryption-key");
    }

    @Test
    void keysThatAreNoneAreRefusedWithoutBeingShown() {
        assertThatThrownBy(() -> with("dG9vc2hvcnQ="))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("region.encryption.keys")
                .hasMessageNotContaining("dG9vc2hvcnQ");
        assertThatThrownBy(() -> with("not base64!")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void withoutKeysNothingIsSealed() throws IOException {
        Sealer none = Sealer.open(new SealingSettings(Optional.empty(), Optional.empty()));

        assertThat(none.isAvailable()).isFalse();
        assertThatThrownBy(() -> none.seal("x", "here")).isInstanceOf(IllegalStateException.class);
    }

    private static Sealer with(String keys) throws IOException {
        return Sealer.open(new SealingSettings(Optional.of(new Secret(keys)), Optional.empty()));
    }
}
