using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks;

/// <summary>
/// A DataNode that is answered has told what it had to tell, and forgets it. Whatever is not taken in, because the node is not registered
/// or calls from elsewhere, is refused, or answered with the order to register.
/// </summary>
public sealed class UnbelievedCallTests
{
    private const string Elsewhere = "10.9.9.9";

    /// <summary>A call of each kind, and what the NameNode must have taken of it.</summary>
    private static readonly Dictionary<Type, Func<BlockLab, DataNodeRegistration, Block, RegisteredDataNodeRequest>> s_calls = new()
    {
        [typeof(Heartbeat)] = static (lab, from, _) => new Heartbeat
        {
            From = from, Storages = [lab[1].Volumes[0].Report()],
            TransfersInProgress = 0, TransferThreads = 0, FailedVolumes = 0, RequestFullBlockReportLease = false,
        },
        [typeof(BlockReport)] = static (lab, from, _) => new BlockReport
        {
            From = from, LeaseId = 0, ReportId = 1, TotalCalls = 1, Call = 0,
            Storages =
            [
                new StorageBlockReport(lab[1].Volumes[0].StorageId, StorageKind.Disk, StorageState.Normal, lab[1].Volumes[0].Blocks()),
            ],
        },
        [typeof(BlockReceivedAndDeleted)] = static (lab, from, block) => new BlockReceivedAndDeleted
        {
            From = from,
            Storages = [new StorageBlockChanges(
                lab[1].Volumes[0].StorageId,
                StorageKind.Disk,
                StorageState.Normal,
                [new BlockChange(block, BlockChangeKind.Received, null)])],
        },
        [typeof(ErrorReport)] = static (_, from, _) =>
            new ErrorReport { From = from, Code = DataNodeErrorCode.FatalDiskError, Message = "no disk" },
    };

    public static TheoryData<string> Kinds => [.. typeof(RegisteredDataNodeRequest).Assembly.GetTypes()
        .Where(static t => t.IsSubclassOf(typeof(RegisteredDataNodeRequest)))
        .Select(static t => t.Name)];

    /// <summary>As when the connection of a living DataNode was made anew over another of its cards.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_call_from_elsewhere_is_answered_and_passed_over(string kind)
    {
        var lab = new BlockLab();
        lab.StartNodes(2);
        var block = lab.Write(1, 2);
        lab[1].Put(block);
        CheckUnbelieved(lab, Call(lab, kind, lab[1].Registration with { CalledFrom = Elsewhere }, block));
        Assert.Equal([2], lab.Where(block));
        Assert.Equal(2, lab.Manager.Stats.LiveNodes);

        // From where it has registered it is taken, and from elsewhere once it has registered there.
        if (kind == nameof(BlockReceivedAndDeleted))
        {
            lab.Pass(lab.Options.StaleAfter + 1);
            lab[1].Id = lab[1].Id with { Address = Elsewhere };
            lab[1].Register();
            lab.Call(Call(lab, kind, lab[1].Registration with { CalledFrom = Elsewhere }, block));
            Assert.Equal([1, 2], lab.Where(block));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_call_of_a_node_that_is_not_registered_is_answered_and_passed_over(string kind)
    {
        var lab = new BlockLab();
        lab.AddNode();
        CheckUnbelieved(lab, Call(lab, kind, lab[1].Registration, lab.NewBlock()));

        // Nor of one that has died.
        lab[1].Start();
        lab.Pass(lab.Options.DeadAfter + 1);
        lab.Tick();
        Assert.Equal(0, lab.Manager.Stats.LiveNodes);
        CheckUnbelieved(lab, Call(lab, kind, lab[1].Registration, lab.NewBlock()));
    }

    private static RegisteredDataNodeRequest Call(BlockLab lab, string kind, DataNodeRegistration from, Block block) =>
        s_calls.Single(c => c.Key.Name == kind).Value(lab, from, block);

    private static void CheckUnbelieved(BlockLab lab, RegisteredDataNodeRequest call)
    {
        HdfsFault fault;
        try
        {
            var answer = lab.Call(call);
            Assert.IsType<ReRegister>(answer is HeartbeatResult beat ? Assert.Single(beat.Commands) : answer);
            return;
        }
        catch (HdfsFault refused)
        {
            fault = refused;
        }

        // A stock DataNode ends for good when it hears certain others.
        Assert.Equal(HdfsError.Io, fault.Error);
        Assert.Contains(lab[1].Id.HostName, fault.Message, StringComparison.Ordinal);
    }
}
