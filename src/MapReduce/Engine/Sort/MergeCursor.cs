using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Sort;

/// <summary>
/// Merges sorted runs with a tree of losers: each step compares along one path from leaf to root, and mostly only prefixes. Equal keys come
/// in the order of their runs. Source: D. Knuth, The Art of Computer Programming 3, 5.4.1.
/// </summary>
internal sealed class MergeCursor : RecordCursor
{
    private readonly RawComparer _comparer;
    private readonly bool _prefixes;
    private readonly Head[] _heads;
    private readonly int[] _losers;
    private int _winner = -1;

    internal MergeCursor(IReadOnlyList<RecordCursor> runs, RawComparer comparer)
    {
        _comparer = comparer;
        _prefixes = comparer.HasPrefix;
        _heads = [.. runs.Select(run => new Head { Run = run })];
        _losers = new int[_heads.Length];
    }

    internal override ReadOnlySpan<byte> Key => _heads[_winner].Run.Key;

    internal override ReadOnlySpan<byte> Value => _heads[_winner].Run.Value;

    internal override bool MoveNext()
    {
        if (_winner < 0)
        {
            if (_heads.Length == 0)
            {
                return false;
            }

            Build();
        }
        else if (!_heads[_winner].Ended)
        {
            Advance(_winner);
            Replay(_winner);
        }

        return !_heads[_winner].Ended;
    }

    private void Advance(int run)
    {
        ref var head = ref _heads[run];
        head.Ended = !head.Run.MoveNext();
        if (!head.Ended && _prefixes)
        {
            head.Prefix = _comparer.Prefix(head.Run.Key, 0);
        }
    }

    // Leaves are numbered count … 2 count - 1, the parent of n is n / 2, the root of the matches is 1.
    private void Build()
    {
        var count = _heads.Length;
        var winners = new int[2 * count];
        for (var run = 0; run < count; run++)
        {
            Advance(run);
            winners[count + run] = run;
        }

        for (var node = count - 1; node > 0; node--)
        {
            var (a, b) = (winners[2 * node], winners[(2 * node) + 1]);
            var firstWins = Precedes(a, b);
            winners[node] = firstWins ? a : b;
            _losers[node] = firstWins ? b : a;
        }

        _winner = count == 1 ? 0 : winners[1];
    }

    private void Replay(int run)
    {
        for (var node = (_heads.Length + run) / 2; node > 0; node /= 2)
        {
            if (Precedes(_losers[node], run))
            {
                (run, _losers[node]) = (_losers[node], run);
            }
        }

        _winner = run;
    }

    private bool Precedes(int a, int b)
    {
        ref var left = ref _heads[a];
        ref var right = ref _heads[b];
        if (left.Ended || right.Ended)
        {
            return !left.Ended;
        }

        if (_prefixes && left.Prefix != right.Prefix)
        {
            return left.Prefix < right.Prefix;
        }

        var order = _prefixes && _comparer.Decides(left.Prefix) ? 0 : _comparer.Compare(left.Run.Key, right.Run.Key);
        return order != 0 ? order < 0 : a < b;
    }

    private struct Head
    {
        internal RecordCursor Run;
        internal ulong Prefix;
        internal bool Ended;
    }
}
