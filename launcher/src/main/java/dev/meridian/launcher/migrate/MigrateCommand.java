package dev.meridian.launcher.migrate;

import dev.meridian.core.config.ConfigurationException;
import dev.meridian.launcher.StartRefused;
import dev.meridian.launcher.api.KeySource;
import dev.meridian.launcher.migrate.Api.Side;
import dev.meridian.launcher.migrate.Summary.Kind;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Moves a project of a running Appwrite into one of this network. */
@Command(
        name = "migrate",
        description = {
            "Copies databases, users, teams and files of a project of a running Appwrite (1.6 or newer) or Meridian into a project of"
                    + " a Meridian, over the public API of both. Begun again, it goes on with what is missing.",
            "The API keys are read from files, or from MERIDIAN_FROM_KEY and MERIDIAN_TO_KEY. The source's needs the scopes to read"
                    + " what is moved, the target's to read and write it."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all is there",
            "1:broken off; begun again, it goes on",
            "2:a wrong flag",
            "3:all is there but what is listed as not moved"
        })
public final class MigrateCommand implements Callable<Integer> {

    static final int INCOMPLETE = 3;

    private static final Pattern ENDPOINT =
            Pattern.compile("https?://(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]*)?");

    private static final Pattern KEY = Pattern.compile("[!-~]{1,4096}");

    /** What may be asked for by itself. */
    enum Part {
        databases,
        users,
        files
    }

    @Option(
            names = "--from",
            required = true,
            description = "The source's endpoint, such as https://cloud.example.com/v1.")
    private String from = "";

    @Option(names = "--from-project", required = true, description = "ID of the project that is moved.")
    private String fromProject = "";

    @Option(names = "--from-key-file", description = "File with its API key (default: the key in MERIDIAN_FROM_KEY).")
    private @Nullable Path fromKey;

    @Option(names = "--to", required = true, description = "The target's endpoint, such as https://api.example.com/v1.")
    private String to = "";

    @Option(names = "--to-project", required = true, description = "ID of the project that it is moved into.")
    private String toProject = "";

    @Option(names = "--to-key-file", description = "File with its API key (default: the key in MERIDIAN_TO_KEY).")
    private @Nullable Path toKey;

    @Option(
            names = "--only",
            split = ",",
            description = "Of ${COMPLETION-CANDIDATES} (default: all). Teams go with users.")
    private Set<Part> only = EnumSet.allOf(Part.class);

    @Option(
            names = "--overwrite",
            description = "Rows, ties and what is known of users become the source's also where the target has them.")
    private boolean overwrite;

    @Option(
            names = "--dry-run",
            description = "Tell what would be moved, as far as the APIs count, and change nothing.")
    private boolean dryRun;

    @Option(names = "--attempts", hidden = true, description = "How often a request is made until the API is given up.")
    private int attempts = Patience.USUAL.attempts();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Side source = side(from, fromProject, KeySource.read(fromKey, "--from-key-file", "MERIDIAN_FROM_KEY"));
        Side target = side(to, toProject, KeySource.read(toKey, "--to-key-file", "MERIDIAN_TO_KEY"));
        if (source.endpoint().equals(target.endpoint()) && fromProject.equals(toProject)) {
            throw new ConfigurationException("--from and --to are the same project");
        }
        Summary summary = new Summary(spec.commandLine().getOut());
        Patience patience = new Patience(attempts, Patience.USUAL.firstPauseMillis());
        try (Api reads = new Api(source, true, patience);
                Api writes = new Api(target, dryRun, patience)) {
            move(reads, writes, summary);
        } catch (StartRefused broken) {
            summary.print(dryRun ? "missing" : "moved");
            throw broken;
        }
        summary.print(dryRun ? "missing" : "moved");
        return summary.isWhole() ? 0 : INCOMPLETE;
    }

    private void move(Api reads, Api writes, Summary summary) {
        if (only.contains(Part.users)) {
            summary.attempt(Kind.USERS, "as a whole", () -> new UserMove(reads, writes, summary, overwrite).all());
            summary.attempt(Kind.TEAMS, "as a whole", () -> new TeamMove(reads, writes, summary).all());
        }
        if (only.contains(Part.databases)) {
            summary.attempt(
                    Kind.DATABASES, "as a whole", () -> new DatabaseMove(reads, writes, summary, overwrite).all());
        }
        if (only.contains(Part.files)) {
            summary.attempt(Kind.BUCKETS, "as a whole", () -> new FileMove(reads, writes, summary).all());
        }
    }

    private static Side side(String endpoint, String project, String key) {
        String trimmed = endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
        if (!ENDPOINT.matcher(trimmed).matches()) {
            throw new ConfigurationException("the endpoint '" + endpoint + "' is not as https://host/v1");
        }
        if (!Lists.ID.matcher(project).matches()) {
            throw new ConfigurationException("'" + project + "' is no project's ID");
        }
        if (!KEY.matcher(key).matches()) {
            throw new ConfigurationException("the API key of project '" + project + "' is none");
        }
        return new Side(trimmed, project, key);
    }
}
