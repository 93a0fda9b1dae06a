package dev.meridian.region.functions;

import dev.meridian.region.deployments.Artefact;
import dev.meridian.region.deployments.BuildLog;
import dev.meridian.region.deployments.BuildPlan;
import dev.meridian.region.deployments.Recipe;
import dev.meridian.region.deployments.Workplace;
import java.io.IOException;

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
        return workplace.pack(workplace.code(), BuiltFiles.count(workplace.code()), "");
    }
}
