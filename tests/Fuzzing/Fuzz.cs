using System.Runtime.ExceptionServices;
using Hathi.Base;

namespace Hathi.Tests;

/// <summary>
/// Damaged bytes through a decoder. Whatever they are it gives a value, or it refuses them in one of the ways that it declares; it comes to
/// an end, and what it allocates has nothing to do with the lengths that the bytes claim. A failure tells the seed and the bytes. Compiled
/// into the test projects that have decoders.
/// </summary>
internal sealed class Fuzz
{
    private const int MostShown = 2_000;
    private ulong _seed;
    private byte[] _bytes = [];

    /// <summary>The decoder, for messages.</summary>
    public required string Of { get; init; }

    /// <summary>Bytes that it takes.</summary>
    public required IReadOnlyList<byte[]> Good { get; init; }

    /// <summary>Decodes all of them. Where it hands values out one by one their number is to be bounded by the bytes here.</summary>
    public required Action<byte[]> Decode { get; init; }

    /// <summary>The exceptions by which it refuses, exactly: one that derives from them is another.</summary>
    public required IReadOnlyList<Type> Refusals { get; init; }

    /// <summary>Decodes any bytes, and refuses none.</summary>
    public bool TakesAnything { get; init; }

    public int Runs { get; init; } = 2_000;

    /// <summary>After which a decoder counts as one that does not come back.</summary>
    public TimeSpan Limit { get; init; } = Patience.Limit;

    /// <summary>Bytes at most in one run.</summary>
    public long MostAllocated { get; init; } = 1 << 20;

    /// <summary>Makes checksums right again, so that what stands behind them is looked at; every other time.</summary>
    public Func<byte[], byte[]>? Seal { get; init; }

    /// <summary>Damages and decodes, on a thread of its own: one that does not come back fails the test.</summary>
    public void Run()
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                RunAll();
            }
            catch (Exception e)
            {
                failure = e;
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        Assert.True(thread.Join(Limit), $"{Of} does not come to an end with {Shown}");
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private string Shown => $"seed {_seed}, bytes {Convert.ToHexString(_bytes.AsSpan(0, Math.Min(_bytes.Length, MostShown)))}";

    private void RunAll()
    {
        foreach (var good in Good)
        {
            _bytes = good;
            if (!Takes(good))
            {
                Assert.Fail($"{Of} refuses good bytes: {Shown}");
            }
        }

        var (taken, refused) = (0, 0);
        for (_seed = 1; _seed <= (ulong)Runs; _seed++)
        {
            var random = new SeededRandom(_seed);
            var damaged = Damage.Of(Good, random);
            _bytes = Seal is not null && random.Chance(0.5) ? Seal(damaged) : damaged;
            _ = Once() ? taken++ : refused++;
        }

        Assert.True(taken > 0, $"{Of} takes nothing");
        Assert.True((refused > 0) != TakesAnything, $"{Of} refuses {refused} of {Runs}");
    }

    // What is allocated once only, for a message's descriptor or an exception's texts, is not the bytes' doing.
    private bool Once()
    {
        var isTaken = Measured(out var allocated);
        if (allocated > MostAllocated)
        {
            Measured(out allocated);
        }

        if (allocated > MostAllocated)
        {
            Assert.Fail($"{Of} allocates {allocated} bytes with {Shown}");
        }

        return isTaken;
    }

    private bool Measured(out long allocated)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var isTaken = Takes(_bytes);
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return isTaken;
    }

    private bool Takes(byte[] bytes)
    {
        try
        {
            Decode(bytes);
            return true;
        }
        catch (Exception e) when (Refusals.Contains(e.GetType()))
        {
            return false;
        }
        catch (Exception e)
        {
            Assert.Fail($"{Of} fails with {Shown}: {e}");
            throw;
        }
    }
}
