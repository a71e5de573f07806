using System.Text;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Records;

namespace Hathi.MapReduce.Partition;

/// <summary>
/// Sends keys to reducers by some of their fields only, those that <c>mapreduce.partition.keypartitioner.options</c> names as sort -k does;
/// fields are separated by <c>mapreduce.map.output.key.field.separator</c> (a tab). Keys go where Apache's class of this name sends them.
/// </summary>
/// <typeparam name="TValue">Of the values, which do not count.</typeparam>
public sealed class KeyFieldBasedPartitioner<TValue> : Partitioner<Text, TValue>
    where TValue : allows ref struct
{
    private readonly KeyFields _fields;

    /// <param name="configuration">The job's, with the options.</param>
    /// <exception cref="JobDefinitionException">The options are not as they must be.</exception>
    public KeyFieldBasedPartitioner(Configuration configuration)
        : this(KeyFieldBased.Partitioning((name, otherwise) => configuration.Get(name) ?? otherwise))
    {
    }

    internal KeyFieldBasedPartitioner(KeyFields fields) => _fields = fields;

    public override int GetPartition(Text key, TValue value, int partitions)
    {
        if (_fields.Parts.Count == 0)
        {
            return Of(HashOfText(key.Bytes), partitions);
        }

        var hash = 0;
        foreach (var field in _fields.Parts)
        {
            if (field.TryFind(key.Bytes, _fields.Separator, out var part))
            {
                foreach (var b in part)
                {
                    hash = unchecked((31 * hash) + (sbyte)b);
                }
            }
        }

        return Of(hash, partitions);
    }

    private static int Of(int hash, int partitions) => (hash & int.MaxValue) % partitions;

    // Of a Java string.
    private static int HashOfText(ReadOnlySpan<byte> utf8)
    {
        const int Few = 256;
        var most = Encoding.UTF8.GetMaxCharCount(utf8.Length);
        Span<char> characters = most <= Few ? stackalloc char[Few] : new char[most];
        var hash = 0;
        foreach (var c in characters[..Encoding.UTF8.GetChars(utf8, characters)])
        {
            hash = unchecked((31 * hash) + c);
        }

        return hash;
    }
}

/// <summary>The properties of Apache's classes that go by fields of keys.</summary>
internal static class KeyFieldBased
{
    internal static string PartitionerKey => TaskKeys.PartitionerOptions.Name;

    internal static string ComparatorKey => TaskKeys.ComparatorOptions.Name;

    /// <summary>The older way: how many fields from the first on.</summary>
    private const string FirstFieldsKey = "num.key.fields.for.partition";

    internal static KeyFields Partitioning(Func<string, string, string> get)
    {
        var fields = KeyFields.Of(get, PartitionerKey);
        return int.TryParse(get(FirstFieldsKey, "").Trim(), out var first) && first > 0 ? KeyFields.First(first, fields.Separator) : fields;
    }
}
