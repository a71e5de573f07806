using Hathi.Base.Cores;
using Hathi.Engine;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.NameNode;
using Hathi.Hdfs.NameNode.Calls;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Storage;
using Hathi.Simulation.Tests.Hdfs.NameNode;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Runtime;
using Hathi.Simulation.Tests.Kit.Shells;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>
/// The NameNode as it ships from its RPC handlers on: calls, mapping, Core, edits, images; only the engine between them is the
/// simulation's, which has no threads to commit with.
/// </summary>
internal sealed class NameNodeShell : NameNodeActor, ICallTarget
{
    /// <summary>Where it serves RPC.</summary>
    public const int Port = 8020;

    /// <summary>Of all DataNodes.</summary>
    public const string BlockPool = "BP-1-10.0.0.100-1";

    private readonly HdfsCluster _cluster;
    private readonly ShellLife _life;
    private readonly StreamHost _net;

    public NameNodeShell(SimProcess process, HdfsCluster cluster, Kit.Shells.Shells shells)
        : base(process, cluster)
    {
        _cluster = cluster;
        _life = new ShellLife(process, (milliseconds, action) => After(milliseconds, "timer", action));
        _net = new StreamHost(_life, shells);
        shells.Begun(_life);
    }

    public override void OnStart()
    {
        base.OnStart();
        var site = new CallSite(this, new BlockMapping(BlockPool), new NoGroups());
        var protocols = NameNodeServer.Protocols(site, Info(), new Administration(_cluster));
        _net.Listen(Port, new SimRpcServer(_life, protocols).Serve);
    }

    public override void OnMessage(string from, object message)
    {
        if (message is Kit.Shells.Segment segment)
        {
            _net.Take(from, segment);
            ThrowIfFailed();
        }
        else
        {
            base.OnMessage(from, message);
        }
    }

    public override void OnEnd() => _life.End();

    public ValueTask<TAnswer> AskAsync<TAnswer>(IAsk<TAnswer> ask)
    {
        if (Core is null)
        {
            return ValueTask.FromException<TAnswer>(new OperationCanceledException("its disk has failed"));
        }

        var answered = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        Step(
            new Waiting(answer =>
            {
                _cluster.Ledger.Acknowledge(answer.Index);
                if (answer.Fault is HdfsFault fault)
                {
                    answered.SetException(FaultMapping.ToRpc(fault));
                }
                else
                {
                    answered.SetResult((TAnswer)answer.Result!);
                }
            }),
            (NameNodeInput)ask);
        return new ValueTask<TAnswer>(answered.Task);
    }

    private static NamespaceInfoProto Info() => new()
    {
        BuildVersion = "hathi",
        Unused = 0,
        BlockPoolID = BlockPool,
        SoftwareVersion = LayoutVersions.SoftwareVersion,
        Capabilities = LayoutVersions.CapabilityBlockReportBuffers,
        State = NNHAStatusHeartbeatProto.Types.State.Active,
        StorageInfo = DataNodeMapping.ToProto(HdfsSettings.NameSpace),
    };

    /// <summary>Nobody is in any group.</summary>
    private sealed class NoGroups : IUserGroups
    {
        private static readonly IReadOnlyList<string> s_none = [];

        public ValueTask<IReadOnlyList<string>> GroupsOfAsync(string user) => new(s_none);

        public void Refresh()
        {
        }
    }

    /// <summary>The lists of nodes; what else administrators ask for is not simulated here.</summary>
    private sealed class Administration(HdfsCluster cluster) : INameNodeAdmin
    {
        private readonly NodeLists _atStart = cluster.Lists;

        public Task SaveNamespaceAsync() => throw new NotSupportedException();

        public Task<ReadHosts<NodeLists>> ReadNodeListsAsync()
        {
            var lists = cluster.Mutant == HdfsMutant.KeepsTheListsOfItsStart ? _atStart : cluster.Lists;
            return Task.FromResult(new ReadHosts<NodeLists>(lists, () => lists));
        }

        public void LookAgain(ReadHosts<NodeLists> hosts)
        {
            // They are addresses: there is nothing to look up.
        }

        public Task WriteMetaSaveAsync(string fileName, string text) => throw new NotSupportedException();

        public Task RefreshImpersonationAsync() => throw new NotSupportedException();
    }
}
