package dev.meridian.region.deployments;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import io.vertx.core.Future;
import java.util.List;

/**
 * Deployments of what lies at a Git host. This network is connected to none, so that each is refused, with what a server
 * without an installation of a version control system answers; what is wrong with the request itself is said first.
 */
final class GitRoutes {

    private static final int MOST = 128;

    private final Owners owners;

    GitRoutes(Owners owners) {
        this.owners = owners;
    }

    void declare(Routes routes) {
        String plural = owners.kind().plural();
        String all = "/v1/" + plural + "/{" + owners.kind().word() + "Id}/deployments";
        routes.post(all + "/template").scope(plural + ".write").on(this::template);
        routes.post(all + "/vcs").scope(plural + ".write").on(this::connected);
    }

    private Future<ApiReply> template(ApiRequest request) {
        Parameters parameters = request.parameters();
        for (String name : List.of("repository", "owner", "rootDirectory", "reference")) {
            if (parameters.optionalText(name, MOST).isEmpty()) {
                throw Invalid.missing(name);
            }
        }
        checkReference(parameters);
        return refused(
                request,
                "provider_repository_not_found",
                "The template's repository could not be found: this network fetches from no Git host. Upload the code"
                        + " instead.");
    }

    private Future<ApiReply> connected(ApiRequest request) {
        Parameters parameters = request.parameters();
        parameters.text("reference", 255);
        checkReference(parameters);
        return refused(
                request,
                "installation_not_found",
                "Installation with the requested ID could not be found: this network is connected to no version control"
                        + " system. Upload the code instead.");
    }

    private static void checkReference(Parameters parameters) {
        if (parameters.oneOf("type", List.of("branch", "commit", "tag")).isEmpty()) {
            throw Invalid.missing("type");
        }
        parameters.flag("activate", false);
    }

    private Future<ApiReply> refused(ApiRequest request, String type, String text) {
        return owners.owned(request.project(), request.path(owners.kind().word() + "Id"))
                .compose(there -> Future.failedFuture(Problem.of(new ProblemType(type, 404), text)));
    }
}
