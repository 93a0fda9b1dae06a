package dev.meridian.region.functions;

import dev.meridian.functions.engine.Program;
import dev.meridian.functions.wasm.FunctionModule;
import dev.meridian.region.deployments.Artefact;
import dev.meridian.region.deployments.BuildLog;
import dev.meridian.region.deployments.BuildPlan;
import dev.meridian.region.deployments.DeploymentProblems;
import dev.meridian.region.deployments.Recipe;
import dev.meridian.region.deployments.Workplace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes an artefact of a light function's code: what is there once the commands of its owner have run; or one module of it,
 * where it imports packages. A module of WebAssembly that it starts with must be one that can be a function.
 *
 * @param node what has Node.js and npm, where the machine does
 * @param bundler where this build of ours has one
 * @param hasNetwork whether the owner's commands may open connections
 */
record LightRecipe(
        Optional<BuildCommands.Tools> node,
        Optional<Bundler> bundler,
        Commands commands,
        boolean hasNetwork,
        BuildLog log)
        implements Recipe {

    /** Makes what runs commands. */
    interface Commands {
        BuildCommands with(BuildCommands.Tools tools, boolean hasNetwork);
    }

    @Override
    public Artefact build(Workplace workplace, BuildPlan plan) throws IOException {
        int files = workplace.unpack();
        Path code = workplace.code();
        if (!plan.commands().isBlank()) {
            BuildCommands.Tools tools = node.orElseThrow(
                    () -> DeploymentProblems.buildFailed(
                            "The build commands of this runtime need Node.js, which this region does not have: upload the function bundled, without commands."));
            commands.with(tools, hasNetwork).run(workplace, plan.commands(), log);
            files = BuiltFiles.count(code);
        }
        Entrypoints.check(code, plan.entrypoint());
        if (FunctionModule.isMeant(plan.entrypoint())) {
            return workplace.pack(code, files, kind(code, plan.entrypoint()));
        }
        if (!Bundler.isWanted(code, plan.entrypoint())) {
            return workplace.pack(code, files, "");
        }
        Path start = code.relativize(code.resolve(plan.entrypoint()).normalize());
        Path bundle = bundle(workplace, start.toString());
        return workplace.pack(bundle, BuiltFiles.count(bundle), "bundled by esbuild\n");
    }

    private static String kind(Path code, String entrypoint) throws IOException {
        Path module = code.resolve(entrypoint);
        long bytes = Files.size(module);
        if (bytes > Program.MOST_MODULE_BYTES) {
            throw DeploymentProblems.buildFailed("The module '" + entrypoint + "' has " + bytes + " bytes; "
                    + Program.MOST_MODULE_BYTES + " is the most.");
        }
        return switch (FunctionModule.judge(Files.readAllBytes(module))) {
            case FunctionModule.Verdict.Fit(FunctionModule.Kind kind) ->
                switch (kind) {
                    case COMMAND -> "WebAssembly: a WASI command, run for each call\n";
                    case HANDLER -> "WebAssembly: a handler\n";
                };
            case FunctionModule.Verdict.Unfit(String reason) ->
                throw DeploymentProblems.buildFailed("The module '" + entrypoint + "' cannot be a function. " + reason);
        };
    }

    private Path bundle(Workplace workplace, String entrypoint) throws IOException {
        Bundler with = bundler.orElseThrow(() -> DeploymentProblems.buildFailed(
                "The function imports packages, and this region has no bundler for its machine: upload it bundled."));
        Bundler.clear(workplace.code());
        commands.with(with.tools(), false).run(workplace, with.command(entrypoint), log);
        return with.result(workplace.code(), entrypoint);
    }
}
