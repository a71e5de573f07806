using System.Text;
using Hathi.Base;

namespace Hathi.Tests;

/// <summary>What becomes of good bytes on a bad disk, or in the hands of somebody who means it.</summary>
internal static class Damage
{
    private const int MostAtRandom = 64;

    /// <summary>
    /// What stands in the place of a length or a count: the ends of 32 and 64 bits, highest byte first and last, as protobuf's varints, as
    /// Hadoop's, as TFile's, and as text.
    /// </summary>
    private static readonly byte[][] Extremes =
    [
        .. new[]
        {
            "00", "7F", "80", "FF", "FFFF", "7FFFFFFF", "80000000", "FFFFFFFF", "FFFFFF7F", "00000080", "00FFFFFF", "FFFFFF00",
            "0000000000000000", "7FFFFFFFFFFFFFFF", "8000000000000000", "FFFFFFFFFFFFFFFF", "FFFFFFFFFFFFFF7F", "0000000000000080",
            "FFFFFFFF07", "FFFFFFFF0F", "FFFFFFFFFFFFFFFF7F", "FFFFFFFFFFFFFFFFFF01", "80808080808080808001",
            "8E7FFF", "8C7FFFFFFF", "847FFFFFFF", "887FFFFFFFFFFFFFFF", "807FFFFFFFFFFFFFFF",
            "837FFFFFFF", "877FFFFFFFFFFFFFFF", "878000000000000000",
        }.Select(Convert.FromHexString),
        .. new[]
        {
            "-1", "99999999999", "-9223372036854775808", "9223372036854775807", "99999999999999999999", "1e999", "\\u0000",
            "\\uD800", "null", "[", "{", "\"",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    /// <summary>One of the good ones with one to three faults; now and then bytes that never were good.</summary>
    public static byte[] Of(IReadOnlyList<byte[]> good, SeededRandom random)
    {
        if (random.Chance(0.05))
        {
            return AtRandom(random, random.Next(MostAtRandom));
        }

        var bytes = good[random.Next(good.Count)];
        for (var faults = random.Next(1, 4); faults > 0; faults--)
        {
            bytes = Once(bytes, good, random);
        }

        return bytes;
    }

    private static byte[] Once(byte[] bytes, IReadOnlyList<byte[]> good, SeededRandom random)
    {
        var at = random.Next(bytes.Length + 1);
        var front = bytes.AsSpan(0, at);
        var back = bytes.AsSpan(at);
        switch (random.Next(9))
        {
            case 0 or 1 when back.Length > 0:
                return [.. front, (byte)(back[0] ^ (1 << random.Next(8))), .. back[1..]];
            case 2 when back.Length > 0:
                return [.. front, (byte)random.NextUInt64(), .. back[1..]];
            case 3:
                return [.. front];
            case 4:
                return [.. front, .. AtRandom(random, random.Next(1, 9)), .. back];
            case 5:
                return [.. front, .. back[random.Next(back.Length + 1)..]];
            case 6:
                var other = good[random.Next(good.Count)];
                return [.. front, .. other.AsSpan(random.Next(other.Length + 1))];
            case 7:
                return InDigits(bytes, at, random);
            default:
                var extreme = Extremes[random.Next(Extremes.Length)];
                var replaced = random.Next(3) switch { 0 => 0, 1 => 1, _ => extreme.Length };
                return [.. front, .. extreme, .. back[Math.Min(replaced, back.Length)..]];
        }
    }

    // The next number in a text becomes another.
    private static byte[] InDigits(byte[] bytes, int from, SeededRandom random)
    {
        var start = from;
        while (start < bytes.Length && !char.IsAsciiDigit((char)bytes[start]))
        {
            start++;
        }

        var end = start;
        while (end < bytes.Length && char.IsAsciiDigit((char)bytes[end]))
        {
            end++;
        }

        return [.. bytes.AsSpan(0, start), .. Extremes[random.Next(Extremes.Length)], .. bytes.AsSpan(end)];
    }

    private static byte[] AtRandom(SeededRandom random, int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)random.NextUInt64();
        }

        return bytes;
    }
}
