using Hathi.Ring.Data.Tables;

namespace Hathi.Ring.Data.Reads;

/// <summary>
/// What is to be read of a table: partitions by their keys or by a range of tokens, of each the rows within slices, and where to go on.
/// Used again after <see cref="Reset"/>, so that a request makes none; owned by one thread, and left alone while a cursor reads by it.
/// </summary>
public sealed class ReadCommand
{
    private readonly DataBuffer _bytes = new();
    private readonly List<(long Token, int Start, int End)> _keys = [];
    private readonly List<(int From, int To, int End)> _slices = [];
    private (int Start, int End) _resumeKey;
    private (int Start, int End) _resumeClustering;

    /// <summary>Of which table; set by <see cref="Reset"/>.</summary>
    public TableShape Table { get; private set; } = null!;

    /// <summary>How many keys are asked for; in the order in which they are to be answered.</summary>
    public int KeyCount => _keys.Count;

    /// <summary>Whether tokens are asked for, not keys.</summary>
    public bool IsScan { get; private set; }

    /// <summary>Of a scan: the first token.</summary>
    public long FromToken { get; private set; }

    /// <summary>Of a scan: the last token; below the first: nothing is asked for.</summary>
    public long ToToken { get; private set; }

    /// <summary>How many slices there are, in order and without overlap; none: all rows.</summary>
    public int SliceCount => _slices.Count;

    /// <summary>Whether the rows behind the static one are of no interest.</summary>
    public bool OnlyStatic { get; set; }

    /// <summary>Whether a partition's static row comes first, where it has one; also where rows are gone on with.</summary>
    public bool WithStatic { get; set; }

    /// <summary>Whether rows come from the last to the first; partitions do not.</summary>
    public bool IsReversed { get; set; }

    /// <summary>Where to go on.</summary>
    public ResumeKind Resume { get; private set; }

    /// <summary>The token of the partition in or behind which to go on.</summary>
    public long ResumeToken { get; private set; }

    /// <summary>The key of that partition.</summary>
    public ReadOnlySpan<byte> ResumeKey => Slice(_resumeKey);

    /// <summary>The clustering behind which, in the direction of reading, to go on.</summary>
    public ReadOnlySpan<byte> ResumeClustering => Slice(_resumeClustering);

    /// <summary>Begins anew: of a table nothing is asked for yet.</summary>
    public void Reset(TableShape table)
    {
        Table = table;
        _bytes.Clear();
        _keys.Clear();
        _slices.Clear();
        (IsScan, FromToken, ToToken) = (false, 0, 0);
        (OnlyStatic, WithStatic, IsReversed) = (false, false, false);
        (Resume, ResumeToken, _resumeKey, _resumeClustering) = (ResumeKind.None, 0, default, default);
    }

    /// <summary>Asks for a partition.</summary>
    public void AddKey(long token, ReadOnlySpan<byte> key)
    {
        var (start, end) = Put(key);
        _keys.Add((token, start, end));
    }

    /// <summary>Asks for all partitions from a token to another, both included.</summary>
    public void Scan(long fromToken, long toToken) => (IsScan, FromToken, ToToken) = (true, fromToken, toToken);

    /// <summary>Asks for rows whose clustering is not below <paramref name="from"/> and below <paramref name="to"/>.</summary>
    public void AddSlice(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        var (start, middle) = Put(from);
        _slices.Add((start, middle, Put(to).End));
    }

    /// <summary>Goes on within a partition, behind a row; with no clustering at all: from its first row on.</summary>
    public void ResumeWithin(long token, ReadOnlySpan<byte> key, ReadOnlySpan<byte> clustering)
    {
        (Resume, ResumeToken) = (clustering.IsEmpty ? ResumeKind.AtPartition : ResumeKind.BehindRow, token);
        _resumeKey = Put(key);
        _resumeClustering = Put(clustering);
    }

    /// <summary>Goes on behind a partition.</summary>
    public void ResumeBehind(long token, ReadOnlySpan<byte> key)
    {
        (Resume, ResumeToken) = (ResumeKind.BehindPartition, token);
        _resumeKey = Put(key);
    }

    /// <summary>The token of a key that is asked for.</summary>
    public long TokenOf(int index) => _keys[index].Token;

    /// <summary>A key that is asked for.</summary>
    public ReadOnlySpan<byte> KeyOf(int index) => Slice((_keys[index].Start, _keys[index].End));

    /// <summary>The first clustering of a slice.</summary>
    public ReadOnlySpan<byte> FromOf(int index) => Slice((_slices[index].From, _slices[index].To));

    /// <summary>The first clustering behind a slice.</summary>
    public ReadOnlySpan<byte> ToOf(int index) => Slice((_slices[index].To, _slices[index].End));

    private (int Start, int End) Put(ReadOnlySpan<byte> bytes)
    {
        var start = _bytes.Length;
        _bytes.Bytes(bytes);
        return (start, _bytes.Length);
    }

    private ReadOnlySpan<byte> Slice((int Start, int End) piece) => _bytes.Written[piece.Start..piece.End];
}
