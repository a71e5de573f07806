namespace Hathi.Hdfs.Core.Replicas;

/// <summary>How the volume of a new replica is chosen (dfs.datanode.fsdataset.volume.choosing.policy).</summary>
public enum VolumePolicy
{
    /// <summary>One after the other (RoundRobinVolumeChoosingPolicy, the default).</summary>
    RoundRobin,

    /// <summary>Volumes with much more room than the fullest get three of four replicas (AvailableSpaceVolumeChoosingPolicy).</summary>
    AvailableSpace,
}

/// <summary>A volume as the choice sees it.</summary>
/// <param name="Volume">Its number.</param>
/// <param name="Available">Bytes free for blocks, what is promised to replicas being written taken off.</param>
public readonly record struct VolumeRoom(int Volume, long Available);

/// <summary>Chooses the volume of a new replica. Remembers whose turn it is.</summary>
public sealed class VolumeChooser(VolumePolicy policy)
{
    /// <summary>
    /// Volumes whose room differs by no more are taken in turns
    /// (dfs.datanode.available-space-volume-choosing-policy.balanced-space-threshold, 10 GiB).
    /// </summary>
    public const long BalancedSpaceThreshold = 10L << 30;

    /// <summary>Of this many replicas all but one go to the emptier volumes (…balanced-space-preference-fraction, 0.75).</summary>
    public const int PreferenceCycle = 4;

    private int _turn;
    private int _lowTurn;
    private int _cycle;

    /// <summary>The volume for a block of <paramref name="blockSize"/> bytes.</summary>
    /// <exception cref="ReplicaFault">OutOfSpace: no volume has room; the message says what the largest has.</exception>
    public int Choose(ReadOnlySpan<VolumeRoom> volumes, long blockSize)
    {
        if (policy == VolumePolicy.AvailableSpace && volumes.Length > 1)
        {
            return ChooseByRoom(volumes, blockSize);
        }

        return InTurn(volumes, blockSize, 0, long.MaxValue, ref _turn);
    }

    private int ChooseByRoom(ReadOnlySpan<VolumeRoom> volumes, long blockSize)
    {
        long least = long.MaxValue, most = 0;
        foreach (var v in volumes)
        {
            least = Math.Min(least, v.Available);
            most = Math.Max(most, v.Available);
        }

        if (most - least <= BalancedSpaceThreshold)
        {
            return InTurn(volumes, blockSize, 0, long.MaxValue, ref _turn);
        }

        _cycle = (_cycle + 1) % PreferenceCycle;
        var fullOnes = _cycle == 0 && least >= blockSize;
        return fullOnes
            ? InTurn(volumes, blockSize, 0, least + BalancedSpaceThreshold, ref _lowTurn)
            : InTurn(volumes, blockSize, least + BalancedSpaceThreshold + 1, long.MaxValue, ref _turn);
    }

    private static int InTurn(ReadOnlySpan<VolumeRoom> volumes, long blockSize, long atLeast, long atMost, ref int turn)
    {
        long most = 0;
        for (var i = 0; i < volumes.Length; i++)
        {
            var v = volumes[(turn + i) % volumes.Length];
            if (v.Available >= blockSize && v.Available >= atLeast && v.Available <= atMost)
            {
                turn = (turn + i + 1) % volumes.Length;
                return v.Volume;
            }

            most = Math.Max(most, v.Available);
        }

        throw new ReplicaFault(ReplicaError.OutOfSpace, volumes.Length == 0
            ? "No more available volumes: every volume has failed."
            : $"Out of space: The volume with the most available space (={most} B) is less than the block size (={blockSize} B).");
    }
}
