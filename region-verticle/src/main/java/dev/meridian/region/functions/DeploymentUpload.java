package dev.meridian.region.functions;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.storage.uploads.Arrival;
import dev.meridian.region.storage.uploads.ChunkRange;
import dev.meridian.region.storage.uploads.Uploads;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Takes the code of a deployment in, in one request or in chunks as files are, and has it built. */
final class DeploymentUpload {

    private final FunctionStore functions;
    private final DeploymentStore deployments;
    private final Uploads uploads;
    private final Builds builds;
    private final Ids ids;
    private final InstantSource clock;
    private final long mostBytes;

    DeploymentUpload(
            FunctionStore functions,
            DeploymentStore deployments,
            Uploads uploads,
            Builds builds,
            Ids ids,
            InstantSource clock,
            long mostBytes) {
        this.functions = functions;
        this.deployments = deployments;
        this.uploads = uploads;
        this.builds = builds;
        this.ids = ids;
        this.clock = clock;
        this.mostBytes = mostBytes;
    }

    private record Incoming(ApiRequest request, AppFunction function, Optional<ChunkRange> range, Arrival arrival) {

        String project() {
            return request.project();
        }
    }

    Future<ApiReply> create(ApiRequest request) {
        return functions
                .find(request.project(), request.path("functionId"))
                .map(function -> {
                    Optional<ChunkRange> range = Uploads.range(request.exchange());
                    if (range.filter(chunk -> chunk.total() > mostBytes).isPresent()) {
                        throw tooLarge();
                    }
                    return Map.entry(function, range);
                })
                .recover(refusal -> Uploads.refuse(request.exchange(), refusal))
                .compose(admitted -> uploads.receive(
                                request.exchange(),
                                "code",
                                admitted.getValue().map(ChunkRange::bytes).orElse(mostBytes),
                                FunctionProblems.INVALID_SIZE,
                                FunctionProblems.noCode())
                        .map(arrival -> new Incoming(request, admitted.getKey(), admitted.getValue(), arrival)))
                .compose(incoming -> take(incoming)
                        .recover(refusal ->
                                incoming.arrival().discard().transform(discarded -> Future.failedFuture(refusal))));
    }

    private Problem tooLarge() {
        return Problem.of(FunctionProblems.INVALID_SIZE, "The code has more than the " + mostBytes + " bytes allowed.");
    }

    private Future<ApiReply> take(Incoming incoming) {
        Deployment described;
        try {
            described = described(incoming);
        } catch (Problem refusal) {
            return Future.failedFuture(refusal);
        }
        String project = incoming.project();
        return incoming.range()
                .map(range -> takeChunk(incoming, described, range))
                .orElseGet(() -> incoming.arrival()
                        .commit(Deployment.sourceKey(project, described.objectId()))
                        .compose(kept -> deployments.make(project, described))
                        .onSuccess(made -> builds.wake()))
                .map(deployment -> ApiReply.json(202, deployment.model()));
    }

    private Deployment described(Incoming incoming) {
        Arrival arrival = incoming.arrival();
        Parameters form = new Parameters(Map.of(), arrival.fields(), Map.of());
        AppFunction function = incoming.function();
        Optional<ChunkRange> range = incoming.range();
        if (range.filter(chunk -> chunk.bytes() != arrival.bytes()).isPresent()) {
            throw ChunkRange.invalid();
        }
        if (!arrival.name().endsWith(".gz") && !arrival.name().endsWith(".tgz")) {
            throw Problem.of(
                    new ProblemType("storage_file_type_unsupported", 400), "The code must be a tar.gz archive.");
        }
        return new Deployment(
                id(incoming),
                function.id(),
                ids.secret(32),
                "",
                form.flag("activate", false),
                form.optionalText("entrypoint", 1_028)
                        .filter(text -> !text.isEmpty())
                        .orElse(function.entrypoint()),
                form.optionalText("commands", 8_192).orElse(function.commands()),
                "waiting",
                "",
                0,
                range.map(ChunkRange::total).orElse(arrival.bytes()),
                0,
                "",
                range.map(ChunkRange::parts).orElse(1),
                0,
                range.isEmpty(),
                clock.instant(),
                clock.instant());
    }

    private String id(Incoming incoming) {
        Optional<String> uploadId =
                incoming.request().head().header("X-Appwrite-ID").filter(id -> !id.isEmpty());
        boolean isLater = incoming.range().filter(range -> range.part() > 1).isPresent();
        if (isLater && uploadId.filter(Ids::isValid).isEmpty()) {
            throw Problem.of(
                    new ProblemType("storage_invalid_appwrite_id", 400),
                    "The X-Appwrite-ID header must hold the ID that the first chunk's reply named.");
        }
        return uploadId.filter(id -> isLater).orElseGet(ids::unique);
    }

    private Future<Deployment> takeChunk(Incoming incoming, Deployment described, ChunkRange range) {
        String project = incoming.project();
        Future<Deployment> known = range.part() == 1
                ? deployments.make(project, described)
                : deployments
                        .find(project, described.functionId(), described.id())
                        .map(found -> found.orElseThrow(FunctionProblems::noDeployment));
        return known.compose(deployment -> {
            if (deployment.sourceSize() != range.total() || deployment.chunksTotal() != range.parts()) {
                throw ChunkRange.invalid();
            }
            if (deployment.isComplete()) {
                return incoming.arrival().discard().map(deployment);
            }
            return Uploads.keepPart(incoming.arrival(), project, deployment.objectId(), range.part())
                    .compose(kept -> deployments.notePart(project, deployment, range))
                    .compose(noted -> noted.isComplete() || noted.chunksArrived() < noted.chunksTotal()
                            ? Future.succeededFuture(noted)
                            : finish(project, noted));
        });
    }

    private Future<Deployment> finish(String project, Deployment deployment) {
        return uploads.join(
                        project,
                        deployment.objectId(),
                        deployment.chunksTotal(),
                        Deployment.sourceKey(project, deployment.objectId()))
                .compose(joined -> deployments.complete(project, deployment, clock.instant()))
                .recover(failure -> deployments
                        .find(project, deployment.functionId(), deployment.id())
                        .compose(now -> now.filter(Deployment::isComplete)
                                .map(Future::succeededFuture)
                                .orElseGet(() -> Future.failedFuture(failure))))
                .onSuccess(done -> builds.wake());
    }
}
