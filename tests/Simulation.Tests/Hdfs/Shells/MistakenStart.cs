using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Hdfs.DataNode.Storage;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>What a DataNode does wrong with the replicas that were being written when it died, before what ships looks at them.</summary>
internal static class MistakenStart
{
    private const int Header = 7;

    /// <summary>Makes the mistake on a volume.</summary>
    public static void Make(HdfsMutant mistake, IDisk disk, string pool)
    {
        if (!disk.DirectoryExists($"{pool}/rbw"))
        {
            return;
        }

        try
        {
            switch (mistake)
            {
                case HdfsMutant.CutsTornChunks:
                    CutTornChunks(disk, $"{pool}/rbw");
                    break;
                case HdfsMutant.DropsParted:
                    DropParted(disk, pool);
                    break;
            }
        }
        catch (DiskException)
        {
            // The rest is found by the program itself.
        }
    }

    // The last chunk that has a checksum is cut off whole when it does not fit, though a beginning of it was acknowledged and does.
    private static void CutTornChunks(IDisk disk, string directory)
    {
        foreach (var (data, meta) in Pairs(disk, directory))
        {
            using var bytes = disk.Open(data, DiskOpen.ReadWrite);
            using var sums = disk.Open(meta, DiskOpen.ReadWrite);
            var vouched = Math.Min(bytes.Length, Math.Max(0, sums.Length - Header) / 4 * ShellFileSystem.Chunk);
            var start = Math.Max(0, vouched - 1) / ShellFileSystem.Chunk * ShellFileSystem.Chunk;
            var chunk = new byte[vouched - start];
            bytes.Read(start, chunk);
            var stored = new byte[4];
            var at = Header + (start / ShellFileSystem.Chunk * 4);
            if (sums.Read(at, stored) == 4 && BinaryPrimitives.ReadUInt32BigEndian(stored) != Crc32C.Compute(chunk))
            {
                sums.SetLength(at);
                bytes.SetLength(start);
            }
        }
    }

    // A replica of which one file was moved and the other not is taken for two halves of nothing.
    private static void DropParted(IDisk disk, string pool)
    {
        var files = Files(disk, pool).ToList();
        foreach (var (directory, name) in files)
        {
            var isWhole = files.Exists(f => f.Directory == directory && f.Name != name && f.Name.Split('_')[1] == name.Split('_')[1]);
            if (!isWhole)
            {
                disk.Delete($"{directory}/{name}");
            }
        }
    }

    private static IEnumerable<(string Data, string Meta)> Pairs(IDisk disk, string directory)
    {
        var names = disk.List(directory);
        return from data in names
               where BlockNames.TryParseData(data, out _)
               from meta in names
               where meta.StartsWith(data + "_", StringComparison.Ordinal)
               select ($"{directory}/{data}", $"{directory}/{meta}");
    }

    /// <summary>Block files and checksum files in a directory and below.</summary>
    public static IEnumerable<(string Directory, string Name)> Files(IDisk disk, string directory)
    {
        foreach (var entry in disk.Entries(directory))
        {
            if (!entry.IsDirectory && entry.Name.StartsWith("blk_", StringComparison.Ordinal))
            {
                yield return (directory, entry.Name);
            }
            else if (entry.IsDirectory)
            {
                foreach (var below in Files(disk, $"{directory}/{entry.Name}"))
                {
                    yield return below;
                }
            }
        }
    }
}
