using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.MapReduce.Shuffle.Serve;
using Hathi.Yarn.NodeManager;
using Hathi.Yarn.NodeManager.Options;
using Microsoft.Extensions.Logging;

namespace Hathi.Node;

/// <summary>A NodeManager with the services that live in it.</summary>
internal sealed class NodeManagerRole(NodeManagerServer server, ShuffleService? shuffle) : IAsyncDisposable
{
    /// <summary>As in <c>hathi.node.roles</c>.</summary>
    public const string Name = "nodemanager";

    /// <exception cref="IOException">An address is taken, or a directory cannot be made.</exception>
    public static async Task<RunningRole> StartAsync(Configuration conf, ILogger log, IClock clock, CancellationToken cancellationToken)
    {
        var shuffle = NodeManagerSettings.HasShuffle(conf) ? ShuffleService.Start(NodeManagerSettings.ReadShuffle(conf), log) : null;
        try
        {
            IReadOnlyList<IAuxiliaryService> services = shuffle is null ? [] : [new ShuffleOfNode(shuffle)];
            var server = await NodeManagerServer.StartAsync(
                NodeManagerSettings.Read(conf, services), log, clock, cancellationToken).ConfigureAwait(false);
            return new RunningRole(Name, Leads: false, new NodeManagerRole(server, shuffle), server.Registered, server.Stopped);
        }
        catch
        {
            if (shuffle is not null)
            {
                await shuffle.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync().ConfigureAwait(false);
        if (shuffle is not null)
        {
            await shuffle.DisposeAsync().ConfigureAwait(false);
        }
    }
}
