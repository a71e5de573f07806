using static Hathi.Yarn.Protocol.Tests.Samples;

namespace Hathi.Yarn.Protocol.Tests;

/// <summary>The identifier bytes of YARN's tokens, over which their passwords are worked out.</summary>
public class TokenIdentifierGoldenTests
{
    [Fact]
    public void A_container_token_says_what_hadoop_says() => Golden.AssertSame("ContainerTokenIdentifier", new ContainerTokenIdentifierProto
    {
        ContainerId = Container(1),
        NmHostAddr = "pi-201:8041",
        AppSubmitter = "ann",
        Resource = Resource(1536, 2),
        ExpiryTimeStamp = Started + 600000,
        MasterKeyId = -123,
        RmIdentifier = Started,
        Priority = Priority(20),
        CreationTime = Started + 5,
        LogAggregationContext = Logs,
        NodeLabelExpression = "gpu",
        ContainerType = ContainerTypeProto.ApplicationMaster,
        ExecutionType = ExecutionTypeProto.Guaranteed,
        Version = 0,
        AllocationRequestId = 9,
        AllocationTags = { "web" },
    });

    [Fact]
    public void A_node_manager_token_says_what_hadoop_says() => Golden.AssertSame(
        "NMTokenIdentifier", new NMTokenIdentifierProto { AppAttemptId = Attempt, NodeId = Node, AppSubmitter = "ann", KeyId = 77 });

    [Fact]
    public void An_application_master_token_says_what_hadoop_says() => Golden.AssertSame(
        "AMRMTokenIdentifier", new AMRMTokenIdentifierProto { AppAttemptId = Attempt, KeyId = 78 });

    [Fact]
    public void A_delegation_token_says_what_hadoop_says() => Golden.AssertSame(
        "RMDelegationTokenIdentifier", new YARNDelegationTokenIdentifierProto
    {
        Owner = "ann",
        Renewer = "yarn",
        RealUser = "oozie",
        IssueDate = Started,
        MaxDate = Started + 604800000,
        SequenceNumber = 3,
        MasterKeyId = 4,
    });
}
