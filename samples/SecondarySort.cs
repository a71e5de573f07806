using System.Buffers;
using System.Buffers.Binary;

// The numbers of each key in ascending order, sorted by the engine and not in memory:  hathi run samples/SecondarySort.cs /in /out
// Input lines are "KEY NUMBER", two whole numbers of 32 bits; output lines "KEY TAB NUMBER NUMBER …".
public sealed class SecondarySort : IJobProgram
{
    // Sorted by both numbers, but sent to reducers and grouped by the first alone.
    public void Configure(JobBuilder job, string[] args) => job
        .Input(args[0]).Map<Parse>().Reduce<Join>().Output(args[1])
        .Serialize(new PairSerializer()).PartitionBy(() => new ByFirst()).GroupBy(new FirstOrder());

    public readonly record struct Pair(int First, int Second);

    private sealed class Parse : Mapper<long, Text, Pair, int>
    {
        public override void Map(long offset, Text line, Context context)
        {
            var words = line.Words();
            if (words.MoveNext())
            {
                var first = (int)words.Current.ToInt64();
                words.MoveNext();
                var second = (int)words.Current.ToInt64();
                context.Write(new Pair(first, second), second);
            }
        }
    }

    private sealed class Join : Reducer<Pair, int, int, string>
    {
        public override void Reduce(Pair key, Values<int> numbers, Context context) => context.Write(key.First, string.Join(' ', numbers));
    }

    private sealed class ByFirst : Partitioner<Pair, int>
    {
        public override int GetPartition(Pair key, int value, int partitions) => (int)((uint)key.First % (uint)partitions);
    }

    // Eight bytes whose order as bytes is that of the numbers: highest byte first, the sign turned.
    private sealed class PairSerializer : Serializer<Pair>
    {
        public override string JavaClass => "org.apache.hadoop.examples.SecondarySort$IntPair";

        public override RawComparer Comparer { get; } = new PairOrder();

        public override int GetSize(Pair pair) => 8;

        public override void Write(Pair pair, Span<byte> target)
        {
            BinaryPrimitives.WriteInt32BigEndian(target, pair.First ^ int.MinValue);
            BinaryPrimitives.WriteInt32BigEndian(target[4..], pair.Second ^ int.MinValue);
        }

        public override Pair Read(ReadOnlySpan<byte> source) =>
            new(
                BinaryPrimitives.ReadInt32BigEndian(source) ^ int.MinValue,
                BinaryPrimitives.ReadInt32BigEndian(source[4..]) ^ int.MinValue);

        public override int GetHash(ReadOnlySpan<byte> serialised) => Read(serialised).First;

        public override void Format(Pair pair, IBufferWriter<byte> target) =>
            target.Write(System.Text.Encoding.UTF8.GetBytes($"{pair.First} {pair.Second}"));
    }

    // The number of eight bytes decides: the sort does not look at the key again.
    private sealed class PairOrder : RawComparer
    {
        public override bool HasPrefix => true;

        public override ulong Prefix(ReadOnlySpan<byte> key, int depth) => BinaryPrimitives.ReadUInt64BigEndian(key);

        public override bool Decides(ulong prefix) => true;

        public override int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.SequenceCompareTo(b);
    }

    private sealed class FirstOrder : RawComparer
    {
        public override int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a[..4].SequenceCompareTo(b[..4]);
    }
}
