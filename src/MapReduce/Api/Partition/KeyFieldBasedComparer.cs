using Hathi.Hadoop.Conf;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Partition;

/// <summary>
/// Orders keys of text by some of their fields, as numbers or backwards, as <c>mapreduce.partition.keycomparator.options</c> says with the
/// letters of sort: <c>-k2,2nr -k1</c>. Keys that are equal in those fields are equal, also for who reduces. Source: Apache's
/// KeyFieldBasedComparator.
/// </summary>
public sealed class KeyFieldBasedComparer : RawComparer
{
    private readonly KeyFields _fields;

    /// <param name="configuration">The job's, with the options.</param>
    /// <exception cref="JobDefinitionException">The options are not as they must be.</exception>
    public KeyFieldBasedComparer(Configuration configuration)
        : this(KeyFields.Of(configuration, KeyFieldBased.ComparatorKey))
    {
    }

    internal KeyFieldBasedComparer(KeyFields fields) => _fields = fields;

    public override int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        a = a[Base.VInt.SizeFrom(a[0])..];
        b = b[Base.VInt.SizeFrom(b[0])..];
        if (_fields.Parts.Count == 0)
        {
            return a.SequenceCompareTo(b);
        }

        foreach (var field in _fields.Parts)
        {
            var order = Compare(field, a, b);
            if (order != 0)
            {
                return field.Reverse ? -order : order;
            }
        }

        return 0;
    }

    // A key without the field comes first.
    private int Compare(KeyField field, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var (hasA, hasB) = (field.TryFind(a, _fields.Separator, out var partA), field.TryFind(b, _fields.Separator, out var partB));
        return !hasA || !hasB
            ? hasA.CompareTo(hasB)
            : field.Numeric ? NumberOrder.Compare(partA, partB)
            : Math.Sign(partA.SequenceCompareTo(partB));
    }
}
