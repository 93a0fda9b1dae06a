package dev.meridian.region.residency;

import dev.meridian.core.grpc.CallDoor;
import dev.meridian.core.grpc.UserCall;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.proto.residency.v1.ReportRequest;
import dev.meridian.proto.residency.v1.ReportResponse;
import dev.meridian.proto.residency.v1.ResidencyGrpcService;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.region.release.Release;
import io.vertx.core.Future;
import io.vertx.grpc.server.Service;

/** {@code residency.v1.Residency}: nodes tell what they did, each of itself only. Relay door only. */
final class ReportsDoor {

    private static final int MOST = 64;
    private static final int MOST_PARTS = 10_000;

    private final Release release;
    private final Records records;

    private ReportsDoor(Release release, Records records) {
        this.release = release;
        this.records = records;
    }

    static Service service(Release release, Records records) {
        ReportsDoor door = new ReportsDoor(release, records);
        return Service.service(ResidencyGrpcService.SERVICE_NAME, ResidencyGrpcService.SERVICE_DESCRIPTOR)
                .bind(
                        ResidencyGrpcService.Report,
                        CallDoor.whole(ResidencyGrpcService.Report, MOST, true, door::report)::take)
                .build();
    }

    private Future<ReportResponse> report(UserCall<ReportRequest> call) {
        ReportRequest report = call.request();
        if (call.sender(report.getNode()).isEmpty()) {
            throw Problem.of(ProblemType.ACCESS_FORBIDDEN, "A node can report of itself only");
        }
        if (report.getReportId().isEmpty() || report.getActsCount() + report.getErasuresCount() > MOST_PARTS) {
            throw Problem.of(ProblemType.BAD_REQUEST, "A report has no ID or too many parts");
        }
        NodeInfo node = release.node(report.getNode())
                .orElseThrow(() ->
                        Problem.upstream(ProblemType.REGION_UNAVAILABLE, "The node is not known yet", true, null));
        return records.keep(node, report).map(ReportResponse.getDefaultInstance());
    }
}
