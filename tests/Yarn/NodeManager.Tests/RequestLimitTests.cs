using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Yarn.NodeManager.Mapping;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.Tests.Requests;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>Whatever text or list of a call is too long is refused before anything is done for it.</summary>
public sealed class RequestLimitTests
{
    private const int TooMuch = RequestLimits.LaunchCharacters + 1;

    /// <summary>What has no limit but that of the whole request.</summary>
    private static readonly HashSet<string> s_bytes =
    [
        "ContainerLaunchContextProto.tokens", // a file of the container's own
        // a service that is not there is refused by name, and says itself what it takes
        "ContainerLaunchContextProto.service_data.key", "ContainerLaunchContextProto.service_data.value",
        // nothing looks at them
        "ContainerLaunchContextProto.tokens_conf", "ContainerLaunchContextProto.container_retry_context.error_codes",
    ];

    [Fact]
    public void Every_text_and_list_of_a_launch_context_has_a_limit()
    {
        var tried = new List<string>();
        foreach (var (field, request) in Extremes.TooLong(Plausible, TooMuch))
        {
            tried.Add(field);
            var refusal = Record.Exception(() => RequestLaunch.Check((ContainerLaunchContextProto)request));
            Assert.True(s_bytes.Contains(field) == refusal is null, $"{field}: {refusal?.Message ?? "was taken"}");
            Assert.True(refusal is null or RpcFault { JavaClass: YarnExceptions.Yarn }, $"{field}: {refusal}");
            Assert.True(
                refusal is null
                || refusal.Message.Contains(" more than ", StringComparison.Ordinal)
                || refusal.Message.Contains(" at most ", StringComparison.Ordinal),
                refusal?.Message);
        }

        Assert.Equal(s_bytes.Order(StringComparer.Ordinal), tried.Where(s_bytes.Contains).Order(StringComparer.Ordinal));
        RequestLaunch.Check((ContainerLaunchContextProto)Plausible());
    }

    [Fact]
    public void Words_without_characters_count()
    {
        var context = new ContainerLaunchContextProto();
        context.Command.AddRange(Enumerable.Repeat("", TooMuch));
        Assert.Contains(
            "no process is started with more than",
            Assert.Throws<RpcFault>(() => RequestLaunch.Check(context)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_names_few_containers_and_its_tokens_are_short()
    {
        Assert.Throws<RpcFault>(
            () => RequestLists.Starts([.. Enumerable.Repeat(new StartContainerRequestProto(), RequestLimits.Containers + 1)]));
        Assert.Throws<RpcFault>(
            () => RequestLists.Containers([.. Enumerable.Repeat(new ContainerIdProto(), RequestLimits.Containers + 1)]));
        Assert.Throws<RpcFault>(() => RequestTokens.Presented(
            new TokenProto { Identifier = ByteString.CopyFrom(new byte[RequestLimits.TokenIdentifierBytes + 1]) }));
        Assert.Equal(
            RequestLimits.Containers,
            RequestLists.Containers([.. Enumerable.Repeat(new ContainerIdProto(), RequestLimits.Containers)]).Count);
    }

    private static IMessage Plausible() => new ContainerLaunchContextProto
    {
        Command = { "true" },
        Environment = { new StringStringMapProto { Key = "A", Value = "B" } },
        LocalResources =
        {
            new StringLocalResourceMapProto
            {
                Key = "name",
                Value = new LocalResourceProto
                {
                    Resource = new URLProto { Scheme = "hdfs", Host = "h", Port = 1, File = "/f" },
                    Type = LocalResourceTypeProto.File,
                    Visibility = LocalResourceVisibilityProto.Private,
                },
            },
        },
    };
}
