using static Hathi.Yarn.Protocol.Tests.Samples;

namespace Hathi.Yarn.Protocol.Tests;

/// <summary>One exchange of an application master with the ResourceManager, every common field set.</summary>
public class AllocateGoldenTests
{
    [Fact]
    public void A_request_has_the_bytes_of_hadoop() => Golden.AssertSame("AllocateRequest", new AllocateRequestProto
    {
        Ask = { Ask() },
        Release = { Container(2) },
        BlacklistRequest = new ResourceBlacklistRequestProto { BlacklistAdditions = { "pi-203" }, BlacklistRemovals = { "pi-202" } },
        ResponseId = 11,
        Progress = 0.25f,
        UpdateRequests = { Increase() },
        SchedulingRequests = { NoTwoOnANode() },
        TrackingUrl = "http://pi-201:1234",
    });

    [Fact]
    public void A_response_has_the_bytes_of_hadoop() => Golden.AssertSame("AllocateResponse", new AllocateResponseProto
    {
        AMCommand = AMCommandProto.AmResync,
        ResponseId = 12,
        AllocatedContainers = { Granted() },
        CompletedContainerStatuses = { Killed() },
        Limit = Resource(8192, 8),
        UpdatedNodes = { LostNode() },
        NumClusterNodes = 3,
        Preempt = new PreemptionMessageProto
        {
            StrictContract = new StrictPreemptionContractProto { Container = { new PreemptionContainerProto { Id = Container(1) } } },
        },
        NmTokens = { new NMTokenProto { NodeId = Node, Token = Token([4], "NMToken", [5], "127.77.0.201:8041") } },
        AmRmToken = Token([6], "YARN_AM_RM_TOKEN", [7], ""),
        ApplicationPriority = Priority(3),
    });

    internal static ContainerStatusProto Killed() => new()
    {
        ContainerId = Container(2),
        State = ContainerStateProto.CComplete,
        Diagnostics = "Killed",
        ExitStatus = -104,
        ExecutionType = ExecutionTypeProto.Guaranteed,
    };

    private static ResourceRequestProto Ask() => new()
    {
        Priority = Priority(20),
        ResourceName = "/rack-1",
        Capability = Resource(1536, 2),
        NumContainers = 4,
        RelaxLocality = false,
        ExecutionTypeRequest = new ExecutionTypeRequestProto { ExecutionType = ExecutionTypeProto.Guaranteed, EnforceExecutionType = true },
        AllocationRequestId = 9,
    };

    private static UpdateContainerRequestProto Increase() => new()
    {
        ContainerVersion = 1,
        ContainerId = Container(1),
        UpdateType = ContainerUpdateTypeProto.IncreaseResource,
        Capability = Resource(2048, 2),
    };

    private static SchedulingRequestProto NoTwoOnANode() => new()
    {
        AllocationRequestId = 10,
        Priority = Priority(1),
        ExecutionType = new ExecutionTypeRequestProto { ExecutionType = ExecutionTypeProto.Guaranteed, EnforceExecutionType = false },
        AllocationTags = { "web" },
        ResourceSizing = new ResourceSizingProto { NumAllocations = 1, Resources = Resource(256, 1) },
        PlacementConstraint = new PlacementConstraintProto
        {
            SimpleConstraint = new SimplePlacementConstraintProto
            {
                Scope = "node",
                TargetExpressions =
                {
                    new PlacementConstraintTargetProto
                    {
                        TargetType = PlacementConstraintTargetProto.Types.TargetType.AllocationTag,
                        TargetKey = "self",
                        TargetValues = { "web" },
                    },
                },
                MinCardinality = 0,
                MaxCardinality = 0,
                AttributeOpCode = NodeAttributeOpCodeProto.NoOp,
            },
        },
    };

    private static ContainerProto Granted() => new()
    {
        Id = Container(1),
        NodeId = Node,
        NodeHttpAddress = "pi-201:8042",
        Resource = Resource(1536, 2),
        Priority = Priority(20),
        ContainerToken = Token([1, 2], "ContainerToken", [3], "127.77.0.201:8041"),
        ExecutionType = ExecutionTypeProto.Guaranteed,
        AllocationRequestId = 9,
    };

    private static NodeReportProto LostNode() => new()
    {
        NodeId = new NodeIdProto { Host = "pi-202", Port = 8041 },
        HttpAddress = "pi-202:8042",
        RackName = "/rack-1",
        Used = Resource(0, 0),
        Capability = Resource(4096, 4),
        NodeState = NodeStateProto.NsLost,
        HealthReport = "lost",
        LastHealthReportTime = Started + 9,
    };
}
