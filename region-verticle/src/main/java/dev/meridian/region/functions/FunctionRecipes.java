package dev.meridian.region.functions;

import dev.meridian.functions.worker.HeavyRuntime;
import dev.meridian.region.deployments.Deployment;
import dev.meridian.region.deployments.Recipe;
import dev.meridian.region.deployments.Recipes;
import dev.meridian.region.deployments.Specifications;
import dev.meridian.region.node.FunctionSettings;
import io.vertx.core.Future;
import java.util.Map;

/** How functions are built: light ones as they come, heavy ones with the commands of their owner. */
final class FunctionRecipes implements Recipes {

    private final FunctionStore functions;
    private final BuiltIns builtIns;
    private final Future<Machine> machine;
    private final FunctionSettings settings;

    FunctionRecipes(FunctionStore functions, BuiltIns builtIns, Future<Machine> machine, FunctionSettings settings) {
        this.functions = functions;
        this.builtIns = builtIns;
        this.machine = machine;
        this.settings = settings;
    }

    @Override
    public Future<Recipe> of(Build build) {
        Deployment deployment = build.deployment();
        String project = deployment.owner().project();
        return functions
                .find(project, deployment.owner().id())
                .compose(function -> HeavyRuntime.isHeavy(function.runtime())
                        ? machine.map(known -> heavy(known, build, function))
                        : Future.succeededFuture(new FunctionRecipe()));
    }

    private Recipe heavy(Machine known, Build build, AppFunction function) {
        HeavyRuntime runtime =
                known.heavy(function.runtime()).orElseThrow(() -> FunctionProblems.runtime(function.runtime()));
        String project = build.deployment().owner().project();
        Map<String, String> environment =
                builtIns.environment(project, function, build.deployment(), build.variables());
        BuildCommands commands = new BuildCommands(
                known.sandbox(),
                runtime,
                environment,
                Specifications.of(function.buildSpecification()).memoryMiB(),
                settings.buildNetwork(),
                settings.buildTime());
        return new HeavyRecipe(commands, build.log());
    }
}
