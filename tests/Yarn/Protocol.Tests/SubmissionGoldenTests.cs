using static Hathi.Yarn.Protocol.Tests.Samples;

namespace Hathi.Yarn.Protocol.Tests;

/// <summary>An application as a client of Apache Hadoop 3.5.0 submits it.</summary>
public class SubmissionGoldenTests
{
    [Fact]
    public void A_submission_has_the_bytes_of_hadoop() => Golden.AssertSame(
        "ApplicationSubmissionContext", new ApplicationSubmissionContextProto
    {
        ApplicationId = Application,
        ApplicationName = "word count",
        Queue = "root.users",
        Priority = Priority(3),
        AmContainerSpec = LaunchContext(),
        CancelTokensWhenComplete = true,
        UnmanagedAm = false,
        MaxAppAttempts = 2,
        Resource = Resource(1536, 2),
        ApplicationType = "MAPREDUCE",
        KeepContainersAcrossApplicationAttempts = true,
        ApplicationTags = { "nightly" },
        AttemptFailuresValidityInterval = 60000,
        LogAggregationContext = Logs,
        NodeLabelExpression = "gpu",
        AmContainerResourceRequest = { Anywhere() },
        ApplicationTimeouts = { Lifetime(3600) },
        ApplicationSchedulingProperties = { new StringStringMapProto { Key = "k", Value = "v" } },
    });

    /// <summary>What a client adds for the master's own container when it only named a resource: no priority, one container, "*".</summary>
    private static ResourceRequestProto Anywhere() =>
        new() { ResourceName = "*", Capability = Resource(1536, 2), NumContainers = 1, RelaxLocality = true };

    private static ApplicationTimeoutMapProto Lifetime(long seconds) =>
        new() { ApplicationTimeoutType = ApplicationTimeoutTypeProto.AppTimeoutLifetime, Timeout = seconds };

    private static ContainerLaunchContextProto LaunchContext() => new()
    {
        LocalResources = { new StringLocalResourceMapProto { Key = "wc", Value = Archive() } },
        Tokens = Utf8("HDTS"),
        ServiceData = { new StringBytesMapProto { Key = "mapreduce_shuffle", Value = Utf8("secret") } },
        Environment = { new StringStringMapProto { Key = "CLASSPATH", Value = "{{PWD}}<CPS>wc/*" } },
        Command = { "bin/am --job wc", "1><LOG_DIR>/stdout 2><LOG_DIR>/stderr" },
        ApplicationACLs = { new ApplicationACLMapProto { AccessType = ApplicationAccessTypeProto.AppaccessViewApp, Acl = "ann ops" } },
        ContainerRetryContext = new ContainerRetryContextProto
        {
            RetryPolicy = ContainerRetryPolicyProto.RetryOnSpecificErrorCodes,
            ErrorCodes = { 5 },
            MaxRetries = 3,
            RetryInterval = 250,
            FailuresValidityInterval = -1,
        },
    };

    private static LocalResourceProto Archive() => new()
    {
        Resource = new URLProto { Scheme = "hdfs", Host = "127.77.0.200", Port = 8020, File = "/jobs/wc.zip" },
        Size = 12345,
        Timestamp = Started + 1,
        Type = LocalResourceTypeProto.Archive,
        Visibility = LocalResourceVisibilityProto.Private,
    };
}
