using Hathi.Hdfs.Core.Image;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Rpc.Cores;

namespace Hathi.Hdfs.NameNode.Storage;

/// <summary>The NameNode's Core to and from snapshots of its log.</summary>
internal sealed class NameNodeImages(Func<NameNodeCore> newCore) : ICoreImages<NameNodeCore>
{
    public NameNodeCore NewCore() => newCore();

    public void Replay(NameNodeCore core, ReadOnlySpan<byte> edit) => core.Replay(edit);

    public void Write(NameNodeCore core, Stream stream) => CoreImageStream.Write(stream, new ImageWriter(core).WriteNext);

    public void Read(Stream stream, NameNodeCore core)
    {
        var image = new ImageReader(core);
        CoreImageStream.Read(stream, bytes =>
        {
            image.Read(bytes);
            return bytes.Length;
        });
        image.Finish();
    }
}
