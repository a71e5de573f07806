using System.Text;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Localize;

/// <summary>A fetched resource as the node remembers it: key, directory, path, bytes, in .NET's BinaryWriter form.</summary>
internal sealed record StoredResource(ResourceKey Key, string Directory, string Path, long Bytes)
{
    internal byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Key.Scope);
            writer.Write(Key.Url);
            writer.Write(Key.TimeStamp);
            writer.Write((int)Key.Type);
            writer.Write(Key.Pattern);
            writer.Write(Directory);
            writer.Write(Path);
            writer.Write(Bytes);
        }

        return stream.ToArray();
    }

    /// <exception cref="FormatException">The bytes are no such resource.</exception>
    internal static StoredResource Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        try
        {
            var (scope, url, time) = (reader.ReadString(), reader.ReadString(), reader.ReadInt64());
            var key = new ResourceKey(scope, url, time, (LocalResourceTypeProto)reader.ReadInt32(), reader.ReadString());
            return new StoredResource(key, reader.ReadString(), reader.ReadString(), reader.ReadInt64());
        }
        catch (IOException e)
        {
            // It ends too early, or a length is negative.
            throw new FormatException($"What is remembered of a fetched resource does not read back: {e.Message}", e);
        }
    }
}
