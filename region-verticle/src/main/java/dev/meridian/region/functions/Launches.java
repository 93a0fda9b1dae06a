package dev.meridian.region.functions;

import com.google.protobuf.ByteString;
import dev.meridian.proto.deployments.v1.Launch;
import dev.meridian.region.access.RegionTokens;
import dev.meridian.region.deployments.Deployment;
import dev.meridian.region.deployments.DeploymentStore;
import dev.meridian.region.deployments.VariableStore;
import io.vertx.core.Future;
import java.util.Map;

/** What a node needs to run a function's active deployment, its secrets included. */
final class Launches {

    private final FunctionStore functions;
    private final DeploymentStore deployments;
    private final VariableStore variables;
    private final RegionTokens tokens;
    private final BuiltIns builtIns;

    Launches(
            FunctionStore functions,
            DeploymentStore deployments,
            VariableStore variables,
            RegionTokens tokens,
            BuiltIns builtIns) {
        this.functions = functions;
        this.deployments = deployments;
        this.variables = variables;
        this.tokens = tokens;
        this.builtIns = builtIns;
    }

    /** Fails with {@code function_not_found}, {@code deployment_not_found} or {@code build_not_ready}. */
    Future<Launch> of(String project, String functionId) {
        return functions
                .find(project, functionId)
                .compose(function -> deployments
                        .ready(FunctionStore.owner(project, functionId), function.deploymentId())
                        .compose(deployment -> variables
                                .inForce(deployment.owner())
                                .map(known -> launch(
                                        project,
                                        function,
                                        deployment,
                                        builtIns.environment(project, function, deployment, known)))));
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
                .setMemoryMib(BuiltIns.memoryMiB(function))
                .setCpuMillis(function.placing().cpuMillis())
                .setConfiguration(function.configuration())
                .setLogging(function.logging())
                .setSigningKey(ByteString.copyFrom(tokens.ofFunction(project, function.id(), function.configuration())
                        .bytes()))
                .build();
    }
}
