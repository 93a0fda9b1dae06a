package dev.meridian.region.deployments;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.events.Cause;
import dev.meridian.region.storage.uploads.Arrival;
import dev.meridian.region.storage.uploads.ChunkRange;
import dev.meridian.region.storage.uploads.Uploads;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Takes the code of a deployment in, in one request or in chunks as files are, and has it built. */
final class DeploymentUpload {

    private final Owners owners;
    private final DeploymentStore deployments;
    private final Uploads uploads;
    private final Builds builds;
    private final Ids ids;
    private final InstantSource clock;
    private final long mostBytes;

    DeploymentUpload(
            Owners owners,
            DeploymentStore deployments,
            Uploads uploads,
            Builds builds,
            Ids ids,
            InstantSource clock,
            long mostBytes) {
        this.owners = owners;
        this.deployments = deployments;
        this.uploads = uploads;
        this.builds = builds;
        this.ids = ids;
        this.clock = clock;
        this.mostBytes = mostBytes;
    }

    private record Incoming(ApiRequest request, Owners.Owned owned, Optional<ChunkRange> range, Arrival arrival) {}

    /** @param ownerId function or site that it is a deployment of */
    Future<ApiReply> create(ApiRequest request, String ownerId) {
        return owners.owned(request.project(), ownerId)
                .map(owned -> {
                    Optional<ChunkRange> range = Uploads.range(request.exchange());
                    if (range.filter(chunk -> chunk.total() > mostBytes).isPresent()) {
                        throw tooLarge();
                    }
                    return Map.entry(owned, range);
                })
                .recover(refusal -> Uploads.refuse(request.exchange(), refusal))
                .compose(admitted -> uploads.receive(
                                request.exchange(),
                                "code",
                                admitted.getValue().map(ChunkRange::bytes).orElse(mostBytes),
                                DeploymentProblems.INVALID_SIZE,
                                DeploymentProblems.noCode())
                        .map(arrival -> new Incoming(request, admitted.getKey(), admitted.getValue(), arrival)))
                .compose(incoming -> take(incoming)
                        .recover(refusal ->
                                incoming.arrival().discard().transform(discarded -> Future.failedFuture(refusal))));
    }

    private Problem tooLarge() {
        return Problem.of(
                DeploymentProblems.INVALID_SIZE, "The code has more than the " + mostBytes + " bytes allowed.");
    }

    private Future<ApiReply> take(Incoming incoming) {
        Deployment described;
        try {
            described = described(incoming);
        } catch (Problem refusal) {
            return Future.failedFuture(refusal);
        }
        return incoming.range()
                .map(range -> takeChunk(incoming, described, range))
                .orElseGet(() -> incoming.arrival()
                        .commit(described.sourceKey())
                        .compose(kept -> deployments.make(described, doer(incoming)))
                        .onSuccess(made -> builds.wake()))
                .map(deployment -> ApiReply.json(202, deployment.model()));
    }

    private Deployment described(Incoming incoming) {
        Arrival arrival = incoming.arrival();
        Parameters form = new Parameters(Map.of(), arrival.fields(), Map.of());
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
                incoming.owned().owner(),
                ids.secret(32),
                "",
                form.flag("activate", false),
                owners.plan(incoming.owned().plan(), form),
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
        Future<Deployment> known =
                range.part() == 1 ? deployments.make(described, doer(incoming)) : deployments.known(described);
        return known.compose(deployment -> {
            if (deployment.sourceSize() != range.total() || deployment.chunksTotal() != range.parts()) {
                throw ChunkRange.invalid();
            }
            if (deployment.isComplete()) {
                return incoming.arrival().discard().map(deployment);
            }
            return Uploads.keepPart(
                            incoming.arrival(), deployment.owner().project(), deployment.objectId(), range.part())
                    .compose(kept -> deployments.notePart(deployment, range))
                    .compose(noted -> noted.isComplete() || noted.chunksArrived() < noted.chunksTotal()
                            ? Future.succeededFuture(noted)
                            : finish(noted, doer(incoming)));
        });
    }

    private static Cause doer(Incoming incoming) {
        return Cause.of(incoming.request().caller());
    }

    private Future<Deployment> finish(Deployment deployment, Cause doer) {
        return uploads.join(
                        deployment.owner().project(),
                        deployment.objectId(),
                        deployment.chunksTotal(),
                        deployment.sourceKey())
                .compose(joined -> deployments.complete(deployment, clock.instant(), doer))
                .recover(failure -> deployments
                        .known(deployment)
                        .compose(now -> now.isComplete() ? Future.succeededFuture(now) : Future.failedFuture(failure)))
                .onSuccess(done -> builds.wake());
    }
}
