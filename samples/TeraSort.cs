// Sorts rows of 100 bytes by their first ten, over all reducers, as Apache's terasort:
//     hathi run samples/TeraSort.cs /rows /sorted -D mapreduce.job.reduces=4
public sealed class TeraSort : IJobProgram
{
    private const int RowBytes = 100;
    private const int KeyBytes = 10;

    public void Configure(JobBuilder job, string[] args) => job
        .Input(args[0]).ReadAs(new FixedLengthInputFormat(RowBytes))
        .Map<Cut>().TotalOrder(new SplitSampler(samples: 100_000, maxSplits: 10)).Reduce<Keep>()
        .WriteAs(new RawOutputFormat()).Output(args[1])
        .Set("dfs.replication", job.Get("mapreduce.terasort.output.replication", "1"));

    private sealed class Cut : Mapper<long, Bytes, Text, Text>
    {
        public override void Map(long offset, Bytes row, Context context) => context.Write(row.Span[..KeyBytes], row.Span[KeyBytes..]);
    }

    private sealed class Keep : Reducer<Text, Text, Text, Text>
    {
        public override void Reduce(Text key, Values<Text> rows, Context context)
        {
            foreach (var row in rows)
            {
                context.Write(key, row);
            }
        }
    }
}
