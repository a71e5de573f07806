using Hathi.Base;
using Hathi.Hdfs.DataNode.Tests.Support;

namespace Hathi.Hdfs.DataNode.Tests.Faults;

/// <summary>
/// A volume is given up by one operation while another is in the middle of its own, at each of its calls to the disk: that one is refused
/// or done, and nothing on the volume is entered again: the node would say that it has the block, and refuse to take it.
/// </summary>
public sealed class VolumeGoesMeanwhileTests
{
    public static TheoryData<string> Phases => [.. EveryCallFailsTests.Phases.Keys];

    [Theory]
    [MemberData(nameof(Phases))]
    public void Nothing_of_it_comes_back(string phase)
    {
        for (var call = 0; ; call++)
        {
            using var stage = new FaultStage();
            var isGone = false;
            stage.Disk.Calling = number =>
            {
                if (number == call && !isGone)
                {
                    isGone = true;
                    stage.Store.CheckDisk(DiskException.OfChange(DiskFault.Medium, stage.Fixture.Pool(1).Rbw, "EIO", null));
                }
            };
            stage.Arm(int.MaxValue, DiskFault.Other, stays: false);
            EveryCallFailsTests.Phases[phase](stage);
            stage.Disk.Calling = null;
            if (!isGone)
            {
                Assert.True(call > 0 || phase == "look at the volume", "no call was made");
                return;
            }

            for (var id = 1; id <= 6; id++)
            {
                Assert.True(
                    stage.Store.Find(id) is not { Volume: 1 }, $"{phase}: blk_{id} is on a volume that was given up at call {call}");
            }

            stage.GoesOn($"{phase}, given up at call {call}");
            Assert.Equal(0, stage.Disk.OpenFiles);
        }
    }
}
