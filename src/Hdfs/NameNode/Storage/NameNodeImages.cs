using Hathi.Engine;
using Hathi.Hdfs.Core.Image;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.NameNode.Storage;

/// <summary>The NameNode's Core to and from snapshots of its log.</summary>
internal sealed class NameNodeImages(Func<NameNodeCore> newCore) : ICoreImages<NameNodeCore>
{
    public NameNodeCore Empty() => newCore();

    public void Replay(NameNodeCore state, ReadOnlySpan<byte> record) => state.Replay(record);

    public void Write(NameNodeCore core, Stream stream) => CoreImageStream.Write(stream, new ImageWriter(core).WriteNext);

    public void Read(Stream snapshot, NameNodeCore state)
    {
        var image = new ImageReader(state);
        CoreImageStream.Read(snapshot, bytes =>
        {
            image.Read(bytes);
            return bytes.Length;
        });
        image.Finish();
    }
}
