package dev.meridian.region.functions;

import dev.meridian.region.deployments.Deployment;
import dev.meridian.region.deployments.Specifications;
import dev.meridian.region.deployments.Specifications.Specification;
import dev.meridian.region.deployments.Variable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The environment of functions and of their builds (contract section 8.2).
 *
 * @param endpoint where functions reach the API
 */
record BuiltIns(String endpoint, String site) {

    /** A variable of the same name does not hide what is built in. */
    Map<String, String> environment(
            String project, AppFunction function, Deployment deployment, List<Variable> variables) {
        Map<String, String> environment = builtIn(project, function, deployment);
        variables.forEach(variable -> environment.putIfAbsent(variable.key(), variable.value()));
        return environment;
    }

    private Map<String, String> builtIn(String project, AppFunction function, Deployment deployment) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("APPWRITE_FUNCTION_API_ENDPOINT", endpoint);
        environment.put("APPWRITE_FUNCTION_ID", function.id());
        environment.put("APPWRITE_FUNCTION_NAME", function.name());
        environment.put("APPWRITE_FUNCTION_DEPLOYMENT", deployment.id());
        environment.put("APPWRITE_FUNCTION_PROJECT_ID", project);
        environment.put("APPWRITE_FUNCTION_RUNTIME_NAME", name(function));
        environment.put("APPWRITE_FUNCTION_RUNTIME_VERSION", version(function));
        environment.put("APPWRITE_FUNCTION_CPUS", cpus(function));
        environment.put("APPWRITE_FUNCTION_MEMORY", String.valueOf(memoryMiB(function)));
        environment.put("APPWRITE_REGION", site);
        environment.put("APPWRITE_DEPLOYMENT_TYPE", "manual");
        return environment;
    }

    /** What a function may have in memory. */
    static int memoryMiB(AppFunction function) {
        return function.isHeavy() ? specification(function).memoryMiB() : AppFunction.LIGHT_MEMORY_MIB;
    }

    private static String cpus(AppFunction function) {
        double cpus = function.isHeavy() ? specification(function).cpus() : 1;
        return cpus == Math.rint(cpus) ? String.valueOf((int) cpus) : String.valueOf(cpus);
    }

    private static Specification specification(AppFunction function) {
        return Specifications.of(function.runtimeSpecification());
    }

    private static String name(AppFunction function) {
        return function.isHeavy() ? language(function)[0] : AppRuntime.LIGHT.name();
    }

    private static String version(AppFunction function) {
        return function.isHeavy() ? language(function)[1] : AppRuntime.LIGHT.version();
    }

    private static String[] language(AppFunction function) {
        return function.runtime().split("-", 2);
    }
}
