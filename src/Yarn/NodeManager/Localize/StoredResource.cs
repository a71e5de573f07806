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

    internal static StoredResource Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var key = new ResourceKey(reader.ReadString(), reader.ReadString(), reader.ReadInt64(), (LocalResourceTypeProto)reader.ReadInt32(), reader.ReadString());
        return new StoredResource(key, reader.ReadString(), reader.ReadString(), reader.ReadInt64());
    }
}
