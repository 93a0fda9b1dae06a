package dev.meridian.region.deployments;

import java.io.IOException;

/** Makes an artefact of a deployment's code. */
@FunctionalInterface
public interface Recipe {

    /** Blocks. Throws a problem that says to the owner of the code why there is no artefact. */
    Artefact build(Workplace workplace, BuildPlan plan) throws IOException;
}
