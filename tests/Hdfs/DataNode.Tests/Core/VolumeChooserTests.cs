using Hathi.Hdfs.Core.Replicas;

namespace Hathi.Hdfs.DataNode.Tests.Core;

public sealed class VolumeChooserTests
{
    private const long Gib = 1L << 30;

    [Fact]
    public void Volumes_take_turns_and_full_ones_are_passed_over()
    {
        var chooser = new VolumeChooser(VolumePolicy.RoundRobin);
        VolumeRoom[] volumes = [new(0, 100), new(1, 10), new(2, 100)];
        Assert.Equal([0, 2, 0, 2, 0], Enumerable.Range(0, 5).Select(_ => chooser.Choose(volumes, 50)));
        Assert.Equal([1, 2, 0], Enumerable.Range(0, 3).Select(_ => chooser.Choose(volumes, 10)));
    }

    [Fact]
    public void When_no_volume_has_room_the_message_says_how_much_there_is()
    {
        var fault = Assert.Throws<ReplicaFault>(() => new VolumeChooser(VolumePolicy.RoundRobin).Choose([new(0, 100), new(1, 300)], 301));
        Assert.Equal(ReplicaError.OutOfSpace, fault.Error);
        Assert.Contains("(=300 B) is less than the block size (=301 B)", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void By_space_the_emptier_volume_gets_three_of_four()
    {
        var chooser = new VolumeChooser(VolumePolicy.AvailableSpace);
        VolumeRoom[] volumes = [new(0, 5 * Gib), new(1, 100 * Gib)];
        var chosen = Enumerable.Range(0, 8).Select(_ => chooser.Choose(volumes, 1)).ToList();
        Assert.Equal((2, 6), (chosen.Count(v => v == 0), chosen.Count(v => v == 1)));
        VolumeRoom[] even = [new(0, 95 * Gib), new(1, 100 * Gib)];
        Assert.Equal(2, Enumerable.Range(0, 4).Count(_ => chooser.Choose(even, 1) == 0));
    }
}
