using Hathi.Rpc.Cores;
using Hathi.Yarn.Core.Image;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Yarn.ResourceManager.Storage;

/// <summary>The ResourceManager's Core to and from snapshots of its log.</summary>
internal sealed class ResourceManagerImages(RmOptions options) : ICoreImages<ResourceManagerCore>
{
    public ResourceManagerCore NewCore() => new(options);

    public void Replay(ResourceManagerCore core, ReadOnlySpan<byte> edit) => core.Replay(edit);

    public void Write(ResourceManagerCore core, Stream stream) => CoreImageStream.Write(stream, new ImageWriter(core).WriteNext);

    public void Read(Stream stream, ResourceManagerCore core)
    {
        var image = new ImageReader(core);
        CoreImageStream.Read(stream, image.Read);
        image.Finish();
    }
}
