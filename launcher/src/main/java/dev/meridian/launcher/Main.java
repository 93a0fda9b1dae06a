package dev.meridian.launcher;

import dev.meridian.core.config.ConfigurationException;
import dev.meridian.launcher.bench.BenchCommand;
import dev.meridian.launcher.ca.CaCommand;
import dev.meridian.launcher.cache.CacheCommand;
import dev.meridian.launcher.dev.DevCommand;
import dev.meridian.launcher.domain.DomainCommand;
import dev.meridian.launcher.migrate.MigrateCommand;
import dev.meridian.launcher.purge.PurgeCommand;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. Exit codes: 0 done, 1 failed while running, 2 a wrong flag or setting. */
@Command(
        name = "meridian",
        description = "The network of regions and edges for Appwrite apps, for anyone to run.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            DevCommand.class,
            NodeCommand.class,
            CacheCommand.class,
            CaCommand.class,
            PurgeCommand.class,
            DomainCommand.class,
            MigrateCommand.class,
            BenchCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        // Into the log like everything else, and not between the lines that a person reads.
        // The logger is made when it is needed: a command says first where its log goes.
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> LoggerFactory.getLogger(Main.class)
                .atError()
                .addKeyValue("thread", thread.getName())
                .setCause(failure)
                .log("Nobody caught an exception"));
        System.exit(commandLine().execute(arguments));
    }

    /** The whole command line, to be executed as often as one likes. */
    public static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler(onFailure())
                .setParameterExceptionHandler(Main::onWrongFlag)
                .setUsageHelpAutoWidth(true);
    }

    /** One line, with the nearest flag that there is; not the whole help, in which the reason would be lost. */
    private static int onWrongFlag(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        List<String> meant =
                wrong instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        String hint = meant.isEmpty() ? "" : "; did you mean " + String.join(" or ", meant) + "?";
        String help = " (" + command.getCommandSpec().qualifiedName() + " --help lists what there is)";
        command.getErr().println("meridian: " + wrong.getMessage() + hint + help);
        return CommandLine.ExitCode.USAGE;
    }

    /** Whatever a person can mend is one line; anything else keeps its stack for the report. */
    private static IExecutionExceptionHandler onFailure() {
        return (failure, command, parsed) -> {
            switch (failure) {
                case ConfigurationException wrong -> {
                    command.getErr().println("meridian: " + wrong.getMessage());
                    return CommandLine.ExitCode.USAGE;
                }
                case StartRefused refused -> command.getErr().println("meridian: " + refused.getMessage());
                default -> failure.printStackTrace(command.getErr());
            }
            return CommandLine.ExitCode.SOFTWARE;
        };
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"meridian " + (version == null ? "(from classes)" : version)};
        }
    }
}
