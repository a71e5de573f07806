using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hdfs.Client;
using Hathi.Hdfs.Protocol;
using Hathi.Hostile.Tests.Servers;
using Hathi.Yarn.Protocol;

namespace Hathi.Hostile.Tests.Lab;

/// <summary>
/// What somebody else does meanwhile: asks for a file, reads one, submits an application and ends it again, looks at figures, in turn.
/// </summary>
internal sealed class LabProbe(AttackedLab lab) : IAsyncDisposable
{
    private const int Kinds = 4;
    private const int NameNodePages = 9870;
    private const string Mine = "/kept/0";

    private static readonly RpcProtocolName s_names = new(Hdfs.Protocol.ProtocolNames.Client, (long)Hdfs.Protocol.ProtocolNames.Version);
    private static readonly RpcProtocolName s_applications = new(
        Yarn.Protocol.ProtocolNames.ApplicationClient, (long)Yarn.Protocol.ProtocolNames.Version);

    private readonly RpcClient _rpc = new(new RpcClientOptions("bystander"));
    private readonly FileSystem _files = lab.OpenFiles();
    private readonly HttpClient _http = new();
    private int _asked;

    /// <summary>Begins the next of them and says which it is.</summary>
    public (string Asked, Task Answer) Ask() => (_asked++ % Kinds) switch
    {
        0 => ("getFileInfo", LookAsync()),
        1 => ("the bytes of a file", ReadAsync()),
        2 => ("/jmx", _http.GetStringAsync(new Uri($"http://{lab.At(0, NameNodePages)}/jmx"))),
        _ => ("an application and its end", SubmitAsync()),
    };

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _rpc.DisposeAsync();
        await _files.DisposeAsync();
    }

    private async Task LookAsync()
    {
        try
        {
            var answer = await _rpc.CallAsync(
                lab.NameNodeEndPoint, s_names, "getFileInfo", new GetFileInfoRequestProto { Src = Mine }, GetFileInfoResponseProto.Parser,
                CancellationToken.None);
            Assert.Equal(10_000UL, answer.Fs.Length);
        }
        catch (RpcRemoteException e) when (e.JavaClass == JavaErrors.AccessControl)
        {
            // The superuser has closed "/": that is carried out, and to be refused for it is an answer.
        }
    }

    private async Task ReadAsync()
    {
        await using var file = await _files.OpenReadAsync(Mine, CancellationToken.None);
        await file.ReadExactlyAsync(new byte[10_000]);
    }

    // Without a container for its master: it is the submission that is asked about, not the start of a process.
    private async Task SubmitAsync()
    {
        var id = (await AskAsync(
            "getNewApplication", new GetNewApplicationRequestProto(), GetNewApplicationResponseProto.Parser)).ApplicationId;
        var context = new ApplicationSubmissionContextProto
        {
            ApplicationId = id, ApplicationName = "honest", UnmanagedAm = true, MaxAppAttempts = 1,
            Resource = new ResourceProto { Memory = 128, VirtualCores = 1 }, AmContainerSpec = new ContainerLaunchContextProto(),
        };
        await AskAsync(
            "submitApplication",
            new SubmitApplicationRequestProto { ApplicationSubmissionContext = context },
            SubmitApplicationResponseProto.Parser);
        await AskAsync("forceKillApplication", new KillApplicationRequestProto { ApplicationId = id }, KillApplicationResponseProto.Parser);
    }

    private Task<T> AskAsync<T>(string method, Google.Protobuf.IMessage request, Google.Protobuf.MessageParser<T> parser)
        where T : class, Google.Protobuf.IMessage<T>, new() =>
        _rpc.CallAsync(lab.ResourceManager.Client, s_applications, method, request, parser, CancellationToken.None);
}
