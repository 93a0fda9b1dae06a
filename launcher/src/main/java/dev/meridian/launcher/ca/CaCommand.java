package dev.meridian.launcher.ca;

import dev.meridian.launcher.StartRefused;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Makes a certificate authority and, signed by it, a certificate for each node named. Run again with the same folder it
 * signs for further nodes; what is there stays as it is.
 */
@Command(
        name = "ca",
        description = {
            "Makes certificates for nodes, signed by an authority of the network's own.",
            "Run it again with the same folder to add nodes. Keep ca.key away from the nodes."
        },
        mixinStandardHelpOptions = true)
public final class CaCommand implements Callable<Integer> {

    @Option(names = "--out", defaultValue = "certs", description = "Folder of the files (default: ${DEFAULT-VALUE}).")
    private Path folder = Path.of("certs");

    @Option(
            names = "--days",
            defaultValue = "397",
            description = "How long the nodes' certificates hold (default: ${DEFAULT-VALUE}).")
    private int days;

    @Option(names = "--renew", description = "Replaces the certificates and keys of the nodes named, if there are any.")
    private boolean renew;

    @Parameters(
            arity = "1..*",
            paramLabel = "NODE[=ADDRESS,...]",
            description =
                    "A node's name, and the DNS names and IP addresses at which others reach it (node.advertised);"
                            + " without any: its name, localhost, 127.0.0.1 and ::1.")
    private List<String> nodes = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (days < 1 || days > 3_650) {
            throw new StartRefused("--days must be between 1 and 3650");
        }
        List<NodeNames> named = nodes.stream().map(NodeNames::parse).toList();
        PrintWriter out = spec.commandLine().getOut();
        try {
            refuseOverwriting(named);
            Files.createDirectories(folder);
            Instant now = Instant.now();
            Authority authority = Authority.open(folder, now, out);
            for (NodeNames node : named) {
                issue(authority, node, now, out);
            }
        } catch (IOException e) {
            throw new StartRefused("the folder '" + folder + "' cannot be used: " + e.getMessage(), e);
        }
        out.println("Settings of each node:");
        out.println("  relay.tls.certificate = " + folder.resolve("NODE.crt"));
        out.println("  relay.tls.key = " + folder.resolve("NODE.key"));
        out.println("  relay.tls.authority = " + folder.resolve(Authority.CERTIFICATE));
        out.flush();
        return 0;
    }

    private void refuseOverwriting(List<NodeNames> named) {
        for (NodeNames node : named) {
            if (!renew && (Files.exists(certificate(node)) || Files.exists(key(node)))) {
                throw new StartRefused(
                        node.name() + " has a certificate already (" + certificate(node) + "); --renew replaces it");
            }
        }
    }

    private void issue(Authority authority, NodeNames node, Instant now, PrintWriter out) throws IOException {
        Identity identity = authority.issue(node, now, now.plus(Duration.ofDays(days)));
        Pem.writeKey(key(node), identity.key());
        Pem.writeCertificate(certificate(node), identity.certificate());
        out.println(node.name() + ": " + certificate(node) + " for " + String.join(", ", node.addresses()) + ", until "
                + now.plus(Duration.ofDays(days)).toString().substring(0, 10));
    }

    private Path certificate(NodeNames node) {
        return folder.resolve(node.name() + ".crt");
    }

    private Path key(NodeNames node) {
        return folder.resolve(node.name() + ".key");
    }
}
