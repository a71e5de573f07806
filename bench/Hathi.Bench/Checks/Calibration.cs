using System.IO.Pipes;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hathi.Bench.Checks;

/// <summary>
/// A fixed piece of work of about half a second: checksums, sorting, small objects, and copies through the kernel. What an operation costs
/// is told in units of what this takes at the same moment, so that a faster or a slower machine, or one that others keep busy, shows
/// little. Nothing of Hathi is in it; whoever changes it raises <see cref="BaselineFile.Version"/>.
/// </summary>
internal static class Calibration
{
    private const int Passes = 900;
    private const int Numbers = 1_200_000;
    private const int Objects = 2_500_000;
    private const int Living = 1 << 15;
    private const int Pieces = 90_000;

    /// <summary>What always fits into a pipe: this thread is the one that reads it.</summary>
    private const int PieceBytes = 4096;

    private static readonly ulong[] s_bytes = [.. Enumerable.Range(0, 1 << 17).Select(static i => (ulong)i * 0x9E3779B97F4A7C15)];

    /// <summary>Does it.</summary>
    /// <returns>Processor seconds.</returns>
    public static double Run()
    {
        // What another piece of work has left is collected by that, not by this.
        GC.Collect();
        var before = ProcessorTime.Own;
        var result = Checksums() + Sorted() + Allocated();
        Copied();
        GC.KeepAlive(result);
        return ProcessorTime.Own - before;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Checksums()
    {
        var sum = uint.MaxValue;
        for (var pass = 0; pass < Passes; pass++)
        {
            foreach (var word in s_bytes)
            {
                sum = BitOperations.Crc32C(sum, word);
            }
        }

        return sum;
    }

    private static ulong Sorted()
    {
        var numbers = new ulong[Numbers];
        var state = 1ul;
        for (var i = 0; i < numbers.Length; i++)
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            numbers[i] = state;
        }

        Array.Sort(numbers);
        return numbers[Numbers / 2];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Allocated()
    {
        var living = new byte[Living][];
        for (var i = 0; i < Objects; i++)
        {
            living[(int)((uint)i * 2654435761 % Living)] = new byte[16 + (i % 80)];
        }

        return (ulong)living[1].Length;
    }

    private static void Copied()
    {
        using var into = new AnonymousPipeServerStream(PipeDirection.Out);
        using var from = new AnonymousPipeClientStream(PipeDirection.In, into.ClientSafePipeHandle);
        var piece = new byte[PieceBytes];
        for (var i = 0; i < Pieces; i++)
        {
            into.Write(piece);
            from.ReadExactly(piece);
        }
    }
}
