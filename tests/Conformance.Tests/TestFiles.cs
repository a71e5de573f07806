using System.Security.Cryptography;
using Hathi.Base;

namespace Hathi.Conformance.Tests;

/// <summary>Files with known bytes.</summary>
public static class TestFiles
{
    /// <summary>Three blocks of 128 MiB, the last one partial.</summary>
    public const long ThreeBlocks = 270L * 1000 * 1000;

    /// <summary>Three blocks of a <see cref="LabFixture"/>, the last one partial.</summary>
    public const long ThreeSmallBlocks = 70L * 1000 * 1000;

    /// <summary>A file of random bytes that belong to the seed.</summary>
    public static string Random(string directory, string name, long bytes, ulong seed)
    {
        var path = Path.Combine(directory, name);
        var random = new SeededRandom(seed);
        var buffer = new byte[1 << 20];
        using var file = File.Create(path);
        for (long left = bytes; left > 0; left -= buffer.Length)
        {
            for (var i = 0; i < buffer.Length; i += 8)
            {
                BitConverter.TryWriteBytes(buffer.AsSpan(i), random.NextUInt64());
            }

            file.Write(buffer, 0, (int)Math.Min(left, buffer.Length));
        }

        return path;
    }

    public static string Sha256(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }
}
