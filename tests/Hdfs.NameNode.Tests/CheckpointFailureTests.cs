using System.Text.Json;
using Hathi.Hdfs.Protocol;
using Hathi.Rpc;

namespace Hathi.Hdfs.NameNode.Tests;

/// <summary>A checkpoint that could not be written is told where <c>hathi dfsadmin -report</c> looks, until one was.</summary>
public sealed class CheckpointFailureTests
{
    [Fact]
    public async Task The_page_of_beans_says_why_the_last_one_failed()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await using var caller = new NameNodeCaller(nameNode);
        Assert.Null(await FailureAsync(nameNode));
        await caller.AskAsync(ProtocolNames.Client, "setSafeMode", new SetSafeModeRequestProto { Action = SafeModeActionProto.SafemodeEnter }, SetSafeModeResponseProto.Parser);
        var away = nameNode.NameDirectoryPath + "-away";
        Directory.Move(nameNode.NameDirectoryPath, away);
        Assert.NotNull(await SaveAsync(caller));
        var failure = await FailureAsync(nameNode);
        Directory.Move(away, nameNode.NameDirectoryPath);
        Assert.NotNull(failure);

        Assert.Null(await SaveAsync(caller));
        Assert.Null(await FailureAsync(nameNode));
    }

    private static Task<RpcRemoteException?> SaveAsync(NameNodeCaller caller) =>
        caller.RefusalAsync(ProtocolNames.Client, "saveNamespace", new SaveNamespaceRequestProto(), SaveNamespaceResponseProto.Parser);

    private static async Task<string?> FailureAsync(NameNodeFixture nameNode)
    {
        using var http = new HttpClient();
        using var page = JsonDocument.Parse(await http.GetStringAsync(new Uri($"http://{nameNode.Server.HttpEndPoint}/jmx?qry=Hathi:*")));
        var bean = page.RootElement.GetProperty("beans").EnumerateArray().Single(static b => b.GetProperty("name").GetString() == "Hathi:service=NameNode,name=Checkpoints");
        return bean.GetProperty("LastFailure").GetString();
    }
}
