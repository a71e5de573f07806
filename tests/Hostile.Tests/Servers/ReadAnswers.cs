using System.Net;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hostile.Tests.Requests;

namespace Hathi.Hostile.Tests.Servers;

/// <summary>What a server says to who only reads: to be compared before and after it was started again.</summary>
internal static class ReadAnswers
{
    /// <summary>Members that tell of this moment or of this start.</summary>
    private static readonly Regex s_ofNow = new(
        "\"(startedOn|nmStartupTime|lastNodeUpdateTime|containersMemoryUsedMB|memoryUsedMB)\":[^,}]*");

    /// <summary>All resources that are read, and every method whose name says that it only reads.</summary>
    /// <param name="world">The server.</param>
    /// <param name="http">Its HTTP port.</param>
    /// <param name="paths">What is there.</param>
    /// <param name="ids">What stands in paths.</param>
    public static async Task<List<string>> OfAsync(IWorld world, IPEndPoint http, RestPaths paths, IReadOnlyDictionary<string, string> ids)
    {
        var answers = new List<string>();
        using var client = new HttpClient { Timeout = Findings.Patience };
        foreach (var (_, template) in paths.Resources.Where(
            static r => r.Method == "GET" && r.Path.StartsWith("/ws/", StringComparison.Ordinal)))
        {
            var path = RestPaths.Good(template, ids);
            using var answer = await client.GetAsync(new Uri($"http://{http}{path}"));
            answers.Add($"{path}: {answer.StatusCode} {s_ofNow.Replace(await answer.Content.ReadAsStringAsync(), "")}");
        }

        await using var rpc = new RpcClient(new RpcClientOptions("bystander"));
        foreach (var method in world.Methods.Where(static m => m.Name.StartsWith("get", StringComparison.Ordinal)))
        {
            answers.Add($"{method}: {await CallAsync(rpc, world, method)}");
        }

        return answers;
    }

    private static async Task<string> CallAsync(RpcClient rpc, IWorld world, ServedMethod method)
    {
        var request = new Template(field => world.Known(method, field)).Build(method.NewRequest().Descriptor);
        try
        {
            // Whatever it is: what is not known of a message is kept.
            var options = new RpcCallOptions { Token = world.TokenFor(method) };
            var answer = await rpc.CallAsync(
                method.EndPoint, method.Protocol, method.Name, request, Empty.Parser, options, CancellationToken.None);
            return Convert.ToHexString(Google.Protobuf.MessageExtensions.ToByteArray(answer));
        }
        catch (RpcRemoteException e)
        {
            return e.FirstLine;
        }
    }
}
