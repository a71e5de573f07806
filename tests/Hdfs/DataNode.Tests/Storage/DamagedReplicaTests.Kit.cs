using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Tests.Storage;

public sealed partial class DamagedReplicaTests
{
    private ReplicaWriter Write(int length)
    {
        var writer = _fixture.Store.Create(new Block(7, 1 << 20, 1001), 0, ChunkChecksum.Default, new NoOwner());
        Packets.Write(writer, 0, Data.AsSpan(0, length));
        return writer;
    }

    // What of the replica is sound, as it tells a recovery; it then has the length that was agreed.
    private long Recover(long recoveryId, long agreed)
    {
        var told = _fixture.Store.InitRecovery(new Block(7, 0, 1001), recoveryId)!.Value;
        _fixture.Store.FinishRecovery(new Block(7, told.BytesOnDisk, told.GenerationStamp), recoveryId, 7, agreed);
        return told.SoundLength;
    }

    private static void Turn(string path, int at)
    {
        using var file = File.Open(path, FileMode.Open);
        file.Position = at;
        var b = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(b ^ 0x10));
    }

    private static void Clear(string path, int at, int length)
    {
        using var file = File.OpenWrite(path);
        file.Position = at;
        file.Write(new byte[length]);
    }
}
