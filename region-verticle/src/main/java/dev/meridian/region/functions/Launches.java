package dev.meridian.region.functions;

import com.google.protobuf.ByteString;
import dev.meridian.proto.deployments.v1.Launch;
import dev.meridian.region.access.RegionTokens;
import dev.meridian.region.deployments.Deployment;
import dev.meridian.region.deployments.DeploymentStore;
import dev.meridian.region.deployments.VariableStore;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a node needs to run a function's active deployment, its secrets included. */
final class Launches {

    private static final int MEMORY_MIB = 128;
    private static final int CPU_MILLIS = 1_000;

    private final FunctionStore functions;
    private final DeploymentStore deployments;
    private final VariableStore variables;
    private final RegionTokens tokens;
    private final String endpoint;
    private final String site;

    /** @param endpoint where functions reach the API */
    Launches(
            FunctionStore functions,
            DeploymentStore deployments,
            VariableStore variables,
            RegionTokens tokens,
            String endpoint,
            String site) {
        this.functions = functions;
        this.deployments = deployments;
        this.variables = variables;
        this.tokens = tokens;
        this.endpoint = endpoint;
        this.site = site;
    }

    /** Fails with {@code function_not_found}, {@code deployment_not_found} or {@code build_not_ready}. */
    Future<Launch> of(String project, String functionId) {
        return functions
                .find(project, functionId)
                .compose(function -> deployments
                        .ready(FunctionStore.owner(project, functionId), function.deploymentId())
                        .compose(deployment -> variables.of(deployment.owner()).map(known -> {
                            Map<String, String> environment = builtIn(project, function, deployment);
                            known.forEach(variable -> environment.putIfAbsent(variable.key(), variable.value()));
                            return launch(project, function, deployment, environment);
                        })));
    }

    private Launch launch(
            String project, AppFunction function, Deployment deployment, Map<String, String> environment) {
        return Launch.newBuilder()
                .setProjectId(project)
                .setFunctionId(function.id())
                .setDeploymentId(deployment.id())
                .setArtefactSha256(deployment.artefactSha256())
                .setArtefactBytes(deployment.buildSize())
                .setRuntime(function.runtime())
                .setEntrypoint(deployment.plan().entrypoint())
                .putAllEnvironment(environment)
                .setTimeoutSeconds(function.timeoutSeconds())
                .setMemoryMib(MEMORY_MIB)
                .setCpuMillis(CPU_MILLIS)
                .setConfiguration(function.configuration())
                .setLogging(function.logging())
                .setSigningKey(ByteString.copyFrom(tokens.ofFunction(project, function.id(), function.configuration())
                        .bytes()))
                .build();
    }

    /** Contract section 8.2; a variable of the same name does not hide these. */
    private Map<String, String> builtIn(String project, AppFunction function, Deployment deployment) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("APPWRITE_FUNCTION_API_ENDPOINT", endpoint);
        environment.put("APPWRITE_FUNCTION_ID", function.id());
        environment.put("APPWRITE_FUNCTION_NAME", function.name());
        environment.put("APPWRITE_FUNCTION_DEPLOYMENT", deployment.id());
        environment.put("APPWRITE_FUNCTION_PROJECT_ID", project);
        environment.put("APPWRITE_FUNCTION_RUNTIME_NAME", "Edge JavaScript");
        environment.put("APPWRITE_FUNCTION_RUNTIME_VERSION", "1");
        environment.put("APPWRITE_FUNCTION_CPUS", "1");
        environment.put("APPWRITE_FUNCTION_MEMORY", String.valueOf(MEMORY_MIB));
        environment.put("APPWRITE_REGION", site);
        environment.put("APPWRITE_DEPLOYMENT_TYPE", "manual");
        return environment;
    }
}
