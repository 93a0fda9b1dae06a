package dev.meridian.region.deployments;

import io.vertx.core.Future;
import java.util.List;

/** Chooses how a deployment is built. */
@FunctionalInterface
public interface Recipes {

    /**
     * What is to be built.
     *
     * @param variables of its owner
     * @param log what the build says while it goes on
     */
    record Build(Deployment deployment, List<Variable> variables, BuildLog log) {}

    Future<Recipe> of(Build build);

    /** One recipe for all. */
    static Recipes always(Recipe recipe) {
        return build -> Future.succeededFuture(recipe);
    }
}
