using Hathi.Base;
using Hathi.Records;

namespace Hathi.MapReduce.Tests.Support;

internal static class SeededRandomExtensions
{
    /// <summary>Bytes drawn from an alphabet.</summary>
    internal static byte[] Bytes(this SeededRandom random, int count, ReadOnlySpan<byte> alphabet)
    {
        var bytes = new byte[count];
        foreach (ref var b in bytes.AsSpan())
        {
            b = alphabet[random.Next(alphabet.Length)];
        }

        return bytes;
    }
}
