package dev.meridian.region.functions;

import dev.meridian.region.deployments.Artefact;
import dev.meridian.region.deployments.BuildPlan;
import dev.meridian.region.deployments.Recipe;
import dev.meridian.region.deployments.Workplace;
import java.io.IOException;
import java.nio.file.Path;

/** Makes an artefact of a light function's code: all of it, once its entrypoint is known to be there. */
final class FunctionRecipe implements Recipe {

    @Override
    public Artefact build(Workplace workplace, BuildPlan plan) throws IOException {
        int files = workplace.unpack();
        Path code = workplace.code();
        Entrypoints.check(code, plan.entrypoint());
        return workplace.pack(code, files, "");
    }
}
