package dev.meridian.region.functions;

import dev.meridian.functions.sandbox.Share;
import dev.meridian.functions.worker.HeavyRuntime;
import dev.meridian.region.deployments.Deployment;
import dev.meridian.region.deployments.Recipe;
import dev.meridian.region.deployments.Recipes;
import dev.meridian.region.deployments.Specifications;
import dev.meridian.region.node.FunctionSettings;
import io.vertx.core.Future;
import java.util.List;

/** How functions are built: with the commands of their owner; light ones that import packages into one module. */
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
                .compose(function -> machine.map(known -> HeavyRuntime.isHeavy(function.runtime())
                        ? heavy(known, build, function)
                        : light(known, build, function)));
    }

    private Recipe light(Machine known, Build build, AppFunction function) {
        return new LightRecipe(
                known.node(),
                known.bundler(),
                (tools, hasNetwork) -> commands(known, build, function, tools, hasNetwork),
                settings.buildNetwork(),
                build.log());
    }

    private Recipe heavy(Machine known, Build build, AppFunction function) {
        HeavyRuntime runtime =
                known.heavy(function.runtime()).orElseThrow(() -> FunctionProblems.runtime(function.runtime()));
        BuildCommands.Tools tools = new BuildCommands.Tools(runtime.needs(), List.of(runtime.program()));
        return new HeavyRecipe(commands(known, build, function, tools, settings.buildNetwork()), build.log());
    }

    private BuildCommands commands(
            Machine known, Build build, AppFunction function, BuildCommands.Tools tools, boolean hasNetwork) {
        Specifications.Specification specification = Specifications.of(function.buildSpecification());
        return new BuildCommands(
                known.sandbox(),
                tools,
                builtIns.environment(
                        build.deployment().owner().project(), function, build.deployment(), build.variables()),
                new Share(specification.memoryMiB(), specification.cpus()),
                hasNetwork,
                settings.buildTime());
    }
}
