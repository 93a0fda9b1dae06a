package dev.meridian.region.functions;

import dev.meridian.core.archive.ArchiveLimits;
import dev.meridian.region.deployments.Artefact;
import dev.meridian.region.deployments.BuildLog;
import dev.meridian.region.deployments.BuildPlan;
import dev.meridian.region.deployments.DeploymentProblems;
import dev.meridian.region.deployments.Recipe;
import dev.meridian.region.deployments.Workplace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Makes an artefact of a heavy function's code: what is there once the commands of its owner have run. */
final class HeavyRecipe implements Recipe {

    private final BuildCommands commands;
    private final BuildLog log;

    HeavyRecipe(BuildCommands commands, BuildLog log) {
        this.commands = commands;
        this.log = log;
    }

    @Override
    public Artefact build(Workplace workplace, BuildPlan plan) throws IOException {
        workplace.unpack();
        if (!plan.commands().isBlank()) {
            commands.run(workplace, plan.commands(), log);
        }
        Entrypoints.check(workplace.code(), plan.entrypoint());
        return workplace.pack(workplace.code(), count(workplace.code()), "");
    }

    /** How many files there are; throws a problem if no node would unpack them. */
    private static int count(Path code) throws IOException {
        ArchiveLimits limits = ArchiveLimits.ARTEFACT;
        int files = 0;
        long bytes = 0;
        try (Stream<Path> all = Files.walk(code)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    continue;
                }
                long size = Files.size(path);
                files++;
                bytes += size;
                if (size > limits.fileBytes()) {
                    throw DeploymentProblems.buildFailed("The build made a file of " + size + " bytes, '"
                            + code.relativize(path) + "'; nodes take at most " + limits.fileBytes() + ".");
                }
            }
        }
        // Each file may need a second entry, for its long name.
        if (files > limits.entries() / 2 || bytes > limits.totalBytes()) {
            throw DeploymentProblems.buildFailed("The build made " + files + " files with " + bytes
                    + " bytes; nodes take at most " + limits.entries() / 2 + " with " + limits.totalBytes() + ".");
        }
        return files;
    }
}
