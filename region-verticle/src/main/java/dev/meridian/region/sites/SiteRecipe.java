package dev.meridian.region.sites;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.sites.VisibleFile;
import dev.meridian.region.deployments.Artefact;
import dev.meridian.region.deployments.BuildPlan;
import dev.meridian.region.deployments.Recipe;
import dev.meridian.region.deployments.Workplace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Makes an artefact of a site that comes built: the files of its output directory that are for visitors. Commands are not run. */
final class SiteRecipe implements Recipe {

    @Override
    public Artefact build(Workplace workplace, BuildPlan plan) throws IOException {
        workplace.unpack();
        Path output = output(workplace.code(), plan);
        int hidden = removeHidden(output);
        int files = files(output).size();
        if (files == 0) {
            throw refusal("The output directory '" + shown(plan) + "' has no files.", plan);
        }
        int forms = SiteForms.make(output);
        return workplace.pack(
                output,
                files,
                remarks(plan)
                        + (hidden == 0 ? "" : hidden + " files whose names begin with a dot are left out.\n")
                        + (forms == 0 ? "" : forms + " compressed forms of files are kept beside them.\n"));
    }

    private static Path output(Path code, BuildPlan plan) {
        Path output = code;
        for (String part : plan.outputDirectory().split("/", -1)) {
            if (part.equals("..") || part.indexOf('\0') >= 0) {
                throw refusal("The output directory '" + shown(plan) + "' leads out of the upload.", plan);
            }
            if (!part.isEmpty() && !part.equals(".")) {
                output = output.resolve(part);
            }
        }
        if (!Files.isDirectory(output, LinkOption.NOFOLLOW_LINKS)) {
            throw refusal("The output directory '" + shown(plan) + "' is not in the upload.", plan);
        }
        return output;
    }

    /** What no visitor may have need not leave this region. */
    private static int removeHidden(Path output) throws IOException {
        int removed = 0;
        for (Path file : files(output)) {
            if (!VisibleFile.is(output.relativize(file).toString().replace('\\', '/'))) {
                Files.delete(file);
                removed++;
            }
        }
        return removed;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static Problem refusal(String fault, BuildPlan plan) {
        return SiteProblems.notBuilt(fault + "\n" + remarks(plan)
                + "Upload the site as it is to be served, with its output directory, or with no output directory set"
                + " if the files lie at the top.");
    }

    private static String shown(BuildPlan plan) {
        return plan.outputDirectory().replaceAll("\\p{Cntrl}", "?");
    }

    private static String remarks(BuildPlan plan) {
        return plan.commands().isBlank() && plan.installCommand().isBlank()
                ? ""
                : "Install and build commands are not run: sites are deployed as they come, built.\n";
    }
}
