using static Hathi.Yarn.Protocol.Tests.Samples;

namespace Hathi.Yarn.Protocol.Tests;

/// <summary>A heartbeat of a NodeManager that runs one container and has ended another.</summary>
public class HeartbeatGoldenTests
{
    [Fact]
    public void A_heartbeat_has_the_bytes_of_hadoop() => Golden.AssertSame("NodeHeartbeatRequest", new NodeHeartbeatRequestProto
    {
        NodeStatus = Status(),
        LastKnownContainerTokenMasterKey = new MasterKeyProto { KeyId = 21, Bytes = Utf8("ck") },
        LastKnownNmTokenMasterKey = new MasterKeyProto { KeyId = 22, Bytes = Utf8("nk") },
        NodeLabels = new NodeLabelsProto { NodeLabels = { new NodeLabelProto { Name = "gpu", IsExclusive = false } } },
        LogAggregationReportsForApps =
        {
            new LogAggregationReportProto
            {
                ApplicationId = Application, LogAggregationStatus = LogAggregationStatusProto.LogRunning, Diagnostics = "uploading",
            },
        },
        TokenSequenceNo = 31,
    });

    private static NodeStatusProto Status() => new()
    {
        NodeId = Node,
        ResponseId = 5,
        ContainersStatuses = { Running(), AllocateGoldenTests.Killed() },
        NodeHealthStatus = new NodeHealthStatusProto { IsNodeHealthy = true, HealthReport = "", LastHealthReportTime = Started + 3 },
        KeepAliveApplications = { Application },
        ContainersUtilization = new ResourceUtilizationProto { Pmem = 300, Vmem = 900, Cpu = 0.5f },
        NodeUtilization = new ResourceUtilizationProto { Pmem = 2000, Vmem = 3000, Cpu = 1.75f },
    };

    private static ContainerStatusProto Running() => new()
    {
        ContainerId = Container(1),
        State = ContainerStateProto.CRunning,
        Diagnostics = "",
        ExitStatus = -1000,
        ExecutionType = ExecutionTypeProto.Guaranteed,
    };
}
