using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;

namespace Hathi.Hostile.Tests.Servers;

/// <summary>One method that a server answers, as its own table has it.</summary>
/// <param name="EndPoint">Where.</param>
/// <param name="Protocol">Its protocol.</param>
/// <param name="Name">Its name on the wire.</param>
/// <param name="NewRequest">Makes a request without anything in it.</param>
internal sealed record ServedMethod(IPEndPoint EndPoint, RpcProtocolName Protocol, string Name, Func<IMessage> NewRequest)
{
    /// <summary>Runs something that starts servers and returns every method that they answer.</summary>
    public static async Task<List<ServedMethod>> WatchAsync(Func<Task> start)
    {
        var methods = new List<ServedMethod>();
        RpcServer.Started += Add;
        try
        {
            await start();
        }
        finally
        {
            RpcServer.Started -= Add;
        }

        return methods;

        void Add(RpcServer server)
        {
            var names = new Dictionary<string, RpcProtocolName>(StringComparer.Ordinal);
            lock (methods)
            {
                foreach (var method in server.Methods)
                {
                    if (!names.TryGetValue(method.Protocol.Name, out var name))
                    {
                        name = names[method.Protocol.Name] = new RpcProtocolName(method.Protocol.Name, method.Protocol.Version);
                    }

                    methods.Add(new ServedMethod(server.BoundEndPoint, name, method.Name, method.NewRequest));
                }
            }
        }
    }

    public override string ToString() => $"{Protocol.Name[(Protocol.Name.LastIndexOf('.') + 1)..]}.{Name}";
}
