package dev.meridian.launcher.ca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.launcher.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CaCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void eachNodeGetsACertificateOfTheAuthorityForItsAddresses() throws Exception {
        assertThat(run("region-fra=10.0.0.5,fra.internal", "edge-sgp")).isZero();

        X509Certificate authority = Pem.readCertificate(folder.resolve("ca.crt"));
        X509Certificate region = Pem.readCertificate(folder.resolve("region-fra.crt"));
        region.verify(authority.getPublicKey());
        region.checkValidity();
        assertThat(addresses(region)).containsExactly("10.0.0.5", "fra.internal");
        assertThat(addresses(Pem.readCertificate(folder.resolve("edge-sgp.crt"))))
                .contains("edge-sgp", "localhost", "127.0.0.1");
        assertThat(region.getSubjectX500Principal().getName()).isEqualTo("CN=region-fra");
        assertThat(region.getBasicConstraints()).isEqualTo(-1);
        assertThat(region.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(out.toString()).contains("relay.tls.certificate = ", "region-fra: ");
    }

    @Test
    void keysAreReadableByTheirOwnerAlone() throws Exception {
        run("region-fra");

        for (String key : List.of("ca.key", "region-fra.key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(key))))
                    .isEqualTo("rw-------");
        }
        assertThat(out.toString()).doesNotContain("PRIVATE");
    }

    @Test
    void aLaterRunSignsWithTheSameAuthority() throws Exception {
        run("region-fra");
        byte[] before = Files.readAllBytes(folder.resolve("ca.key"));

        assertThat(run("edge-nyc")).isZero();

        assertThat(Files.readAllBytes(folder.resolve("ca.key"))).isEqualTo(before);
        Pem.readCertificate(folder.resolve("edge-nyc.crt"))
                .verify(Pem.readCertificate(folder.resolve("ca.crt")).getPublicKey());
    }

    @Test
    void whatIsThereIsReplacedOnlyWhenThatIsAsked() throws Exception {
        run("region-fra");
        byte[] before = Files.readAllBytes(folder.resolve("region-fra.key"));

        assertThat(run("edge-nyc", "region-fra")).isEqualTo(1);

        assertThat(err.toString())
                .contains("region-fra has a certificate already")
                .contains("--renew");
        assertThat(Files.readAllBytes(folder.resolve("region-fra.key"))).isEqualTo(before);
        assertThat(folder.resolve("edge-nyc.crt")).doesNotExist();
        assertThat(run("--renew", "region-fra")).isZero();
        assertThat(Files.readAllBytes(folder.resolve("region-fra.key"))).isNotEqualTo(before);
    }

    @Test
    void anAuthorityThatIsDamagedIsSaidToBeAndLeftAlone() throws Exception {
        Files.writeString(folder.resolve("ca.key"), "nonsense");
        Files.writeString(folder.resolve("ca.crt"), "nonsense");

        assertThat(run("region-fra")).isEqualTo(1);

        assertThat(err.toString()).contains("ca.crt is no certificate").doesNotContain("\tat ");
        assertThat(folder.resolve("ca.key")).hasContent("nonsense");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "Region",
                "region fra",
                "",
                "=10.0.0.1",
                "fra=",
                "fra=10.0.0.256",
                "fra=10.0.0",
                "fra=-a.example",
                "fra=a..b",
                "fra=ok.example,,",
                "fra=http://a.example",
            })
    void aNodeOrAddressThatIsNoneIsRefused(String node) throws Exception {
        assertThat(run(node)).isEqualTo(1);

        assertThat(err.toString()).startsWith("meridian: ").hasLineCount(1);
        try (Stream<Path> made = Files.list(folder)) {
            assertThat(made).isEmpty();
        }
    }

    private int run(String... arguments) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(Stream.concat(Stream.of("ca", "--out", folder.toString()), Stream.of(arguments))
                .toArray(String[]::new));
    }

    private static List<String> addresses(X509Certificate certificate) throws Exception {
        return certificate.getSubjectAlternativeNames().stream()
                .map(name -> (String) name.get(1))
                .toList();
    }
}
