using Hathi.Engine;
using Hathi.Yarn.Core.Image;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Yarn.ResourceManager.Storage;

/// <summary>The ResourceManager's Core to and from snapshots of its log.</summary>
internal sealed class ResourceManagerImages(RmOptions options) : ICoreImages<ResourceManagerCore>
{
    public ResourceManagerCore Empty() => new(options);

    public void Replay(ResourceManagerCore state, ReadOnlySpan<byte> record) => state.Replay(record);

    public void Write(ResourceManagerCore core, Stream stream) => CoreImageStream.Write(stream, new ImageWriter(core).WriteNext);

    public void Read(Stream snapshot, ResourceManagerCore state)
    {
        var image = new ImageReader(state);
        CoreImageStream.Read(snapshot, image.Read);
        image.Finish();
    }
}
