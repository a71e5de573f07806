using System.Runtime.InteropServices;
using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Meaning.Restrictions;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Data;
using Hathi.Ring.Data.Keys;

namespace Hathi.Ring.Core.Running;

/// <summary>
/// From what a WHERE says of clustering columns to slices of clusterings, in order and apart. Columns of one tuple may run in different
/// directions: then what is above (a, b) is what is above a, and what begins with a and is above b. Used again; owned by one thread.
/// </summary>
internal sealed class ClusteringSlices
{
    /// <summary>Bytes of all slices of one statement together.</summary>
    private const int MostBytes = 32 << 20;

    private readonly Alternatives _prefix = new();
    private readonly Alternatives _lower = new();
    private readonly Alternatives _upper = new();
    private readonly ClusteringWriter _writer = new();
    private readonly DataBuffer _bytes = new();
    private readonly List<Piece> _slices = [];
    private readonly List<Piece> _above = [];
    private readonly List<Piece> _below = [];

    /// <summary>How many there are.</summary>
    public int Count => _slices.Count;

    /// <summary>The first clustering of a slice.</summary>
    public ReadOnlySpan<byte> From(int index) => _bytes.Written[_slices[index].From.._slices[index].To];

    /// <summary>The first clustering behind a slice.</summary>
    public ReadOnlySpan<byte> To(int index) => _bytes.Written[_slices[index].To.._slices[index].End];

    /// <summary>Works them out.</summary>
    public void Fill(scoped in Evaluation evaluation, Where where, ImmutableArray<Column> clustering)
    {
        _bytes.Clear();
        _slices.Clear();
        _prefix.Clear();
        foreach (var values in where.Clustering)
        {
            _prefix.Add(evaluation, values, sorted: false);
        }

        var lower = Read(_lower, evaluation, where.Slice?.Lower);
        var upper = Read(_upper, evaluation, where.Slice?.Upper);

        if (_prefix.Count == 0)
        {
            return;
        }

        do
        {
            if (lower is null && upper is null)
            {
                Put(_slices, clustering, null, 0, null, null);
            }
            else
            {
                PutBetween(lower, upper, clustering);
            }

            if (_bytes.Length > MostBytes)
            {
                throw ConstantText.Refused($"The values behind IN make slices of more than {MostBytes} bytes");
            }
        }
        while (_prefix.MoveNext());
        Sort();
    }

    // A bound that is null is none, as Cassandra has it.
    private static SliceBound? Read(Alternatives values, scoped in Evaluation evaluation, SliceBound? bound)
    {
        values.Clear();
        if (bound is null || (bound.Values.Terms is [var only] && only.Evaluate(evaluation, out _) == ValueState.Null))
        {
            return null;
        }

        values.Add(evaluation, bound);
        return bound;
    }

    // All that is above the one bound, all that is below the other, and what is in both.
    private void PutBetween(SliceBound? lower, SliceBound? upper, ImmutableArray<Column> clustering)
    {
        _above.Clear();
        _below.Clear();
        PutSide(_above, clustering, _lower, lower, isLower: true);
        PutSide(_below, clustering, _upper, upper, isLower: false);
        foreach (var above in _above)
        {
            foreach (var below in _below)
            {
                var from = FromOf(above).SequenceCompareTo(FromOf(below)) >= 0 ? FromOf(above) : FromOf(below);
                var to = ToOf(above).SequenceCompareTo(ToOf(below)) <= 0 ? ToOf(above) : ToOf(below);
                if (from.SequenceCompareTo(to) < 0)
                {
                    var start = _bytes.Length;
                    _bytes.Bytes(from);
                    var middle = _bytes.Length;
                    _bytes.Bytes(to);
                    _slices.Add(new Piece(start, middle, _bytes.Length));
                }
            }
        }
    }

    private void PutSide(List<Piece> pieces, ImmutableArray<Column> clustering, Alternatives values, SliceBound? bound, bool isLower)
    {
        if (bound is null)
        {
            Put(pieces, clustering, null, 0, null, null);
            return;
        }

        for (var i = bound.Columns.Length - 1; i >= 0; i--)
        {
            // Of columns before the last one being equal is not enough.
            var isInclusive = bound.IsInclusive && i == bound.Columns.Length - 1;
            bool? above = isLower ? isInclusive : null;
            bool? below = isLower ? null : isInclusive;
            Put(pieces, clustering, values, i, above, below);
        }
    }

    // Rows that begin with the prefix and the first values, of which the next column is above or below its value.
    private void Put(List<Piece> pieces, ImmutableArray<Column> clustering, Alternatives? values, int equal, bool? above, bool? below)
    {
        var isDescending = (above is not null || below is not null) && clustering[_prefix.Columns + equal].IsDescending;
        var (lower, upper) = isDescending ? (below, above) : (above, below);
        var start = _bytes.Length;
        Begin(clustering, values, equal + (lower is null ? 0 : 1));
        if (lower is false)
        {
            _writer.EndAbove();
        }
        else
        {
            _writer.EndBelow();
        }

        _bytes.Bytes(_writer.Written);
        var middle = _bytes.Length;
        Begin(clustering, values, equal + (upper is null ? 0 : 1));
        if (upper is false)
        {
            _writer.EndBelow();
        }
        else
        {
            _writer.EndAbove();
        }

        _bytes.Bytes(_writer.Written);
        pieces.Add(new Piece(start, middle, _bytes.Length));
    }

    private void Begin(ImmutableArray<Column> clustering, Alternatives? values, int count)
    {
        _writer.Clear();
        var first = _prefix.Columns;
        for (var i = 0; i < first; i++)
        {
            _writer.Append(clustering[i].Type, clustering[i].IsDescending, _prefix[i]);
        }

        for (var i = 0; i < count && values is not null; i++)
        {
            _writer.Append(clustering[first + i].Type, clustering[first + i].IsDescending, values[i]);
        }
    }

    private void Sort()
    {
        if (_slices.Count < 2)
        {
            return;
        }

        var slices = CollectionsMarshal.AsSpan(_slices);
        Sorting.Sort(slices, new PieceOrder(_bytes));
        var kept = 1;
        for (var i = 1; i < slices.Length; i++)
        {
            if (!FromOf(slices[kept - 1]).SequenceEqual(FromOf(slices[i])))
            {
                slices[kept++] = slices[i];
            }
        }

        CollectionsMarshal.SetCount(_slices, kept);
    }

    private ReadOnlySpan<byte> FromOf(Piece piece) => _bytes.Written[piece.From..piece.To];

    private ReadOnlySpan<byte> ToOf(Piece piece) => _bytes.Written[piece.To..piece.End];

    private readonly record struct Piece(int From, int To, int End);

    private readonly struct PieceOrder(DataBuffer bytes) : IComparer<Piece>
    {
        public int Compare(Piece x, Piece y) => bytes.Written[x.From..x.To].SequenceCompareTo(bytes.Written[y.From..y.To]);
    }
}
