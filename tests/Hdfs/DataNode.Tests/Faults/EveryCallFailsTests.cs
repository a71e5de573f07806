using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Tests.Support;

namespace Hathi.Hdfs.DataNode.Tests.Faults;

/// <summary>
/// Every call to a disk that a DataNode makes in anything it does fails in turn, with every kind of fault, once or from then on: nothing
/// but that operation fails, the volume is given up or kept by the kind, the right thing is told, and nothing on any disk is lost by it.
/// </summary>
public sealed class EveryCallFailsTests
{
    /// <summary>Kinds for which no volume is ever given up.</summary>
    internal static readonly DiskFault[] Passing = [DiskFault.Full, DiskFault.Quota, DiskFault.Descriptors];

    /// <summary>Kinds that are tried as lasting as well: one of those that pass, one that the medium has, one that it has not.</summary>
    internal static readonly DiskFault[] Lasting = [DiskFault.Descriptors, DiskFault.Medium, DiskFault.Permission];

    internal static readonly Dictionary<string, Action<FaultStage>> Phases = new(StringComparer.Ordinal)
    {
        ["write"] = s =>
        {
            s.Write(5);
            s.Write(6);
        },
        ["write durably"] = s =>
        {
            s.WriteDurably(5);
            s.WriteDurably(6);
        },
        ["receive from a node"] = s =>
        {
            s.Receive(5);
            s.Receive(6);
        },
        ["receive in place of an older one"] = s =>
        {
            s.ReceiveNewer(2);
            s.ReceiveNewer(4);
        },
        ["append"] = s => s.Append(4),
        ["recover a pipeline"] = s =>
        {
            s.RecoverPipeline(5);
            s.RecoverPipeline(6);
        },
        ["recover a block"] = s => s.RecoverBlock(4),
        ["read"] = s => s.Read(4),
        ["delete"] = s => s.Store.Invalidate(
            [new Block(2, 0, FaultStage.Generation), new Block(1, 0, FaultStage.Generation), new Block(4, 0, FaultStage.Generation)]),
        ["report"] = s => s.Report(),
        ["look at the volume"] = s => s.Store.CheckDisk(
            DiskException.OfRead(DiskFault.Other, s.Fixture.Pool(1).Finalized, "something", null)),
    };

    public static TheoryData<string, DiskFault, bool> Cases()
    {
        var cases = new TheoryData<string, DiskFault, bool>();
        foreach (var phase in Phases.Keys)
        {
            foreach (var kind in Enum.GetValues<DiskFault>())
            {
                cases.Add(phase, kind, false);
                if (Lasting.Contains(kind))
                {
                    cases.Add(phase, kind, true);
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_volume_is_given_up_by_the_kind_of_fault_and_all_else_goes_on(string phase, DiskFault kind, bool stays)
    {
        var calls = 0;
        for (; ; calls++)
        {
            using var stage = new FaultStage();
            stage.Arm(calls, kind, stays);
            Phases[phase](stage);
            if (stage.Disk.Fired is not { } fault)
            {
                break;
            }

            if (stays)
            {
                stage.Store.StorageReports(); // The next heartbeat asks for the room.
            }

            stage.Disk.Disarm();
            var lost = stage.Store.Volumes.Count == 1;
            var why = $"{phase}: {fault.Message} of {fault.Path}, {(fault.IsChange ? "a change" : "a read")}: "
                + $"{string.Join(", ", stage.Events.All)}";
            Assert.True(lost == IsLost(phase, fault, stays), why);
            Assert.True(lost == (stage.Events.All.Count(static e => e == "volume failed 1") == 1), why);
            Assert.DoesNotContain("too few volumes", stage.Events.All);
            if (phase == "read" && fault.Kind is DiskFault.Medium or DiskFault.Permission)
            {
                Assert.Contains("corrupt 4_1001", stage.Events.All);
            }

            if (phase == "delete")
            {
                Assert.Contains("deleted 1_1001", stage.Events.All);
                Assert.True(lost || stage.Events.All.Any(static e => e.StartsWith("trouble", StringComparison.Ordinal)), why);
            }

            stage.GoesOn(why);
        }

        Assert.True(calls > 0 || (kind is DiskFault.Full or DiskFault.Quota), "no call was made");
    }

    private static bool IsLost(string phase, DiskException fault, bool stays) =>
        !Passing.Contains(fault.Kind)
        && (stays || phase == "look at the volume" || fault is { Kind: DiskFault.Medium, IsChange: true });
}
