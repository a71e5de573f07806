// The most frequent words of a word count's output, most frequent first:  hathi run samples/TopWords.cs /counts /top 10
public sealed class TopWords : IJobProgram
{
    public void Configure(JobBuilder job, string[] args) => job
        .Input(args[0]).ReadAs(new KeyValueTextInputFormat())
        .Map<Swap>().Reduce(() => new First(int.Parse(args[2]))).Reducers(1).Output(args[1]);

    // The engine sorts by key; a negative count makes it most frequent first.
    private sealed class Swap : Mapper<Text, Text, long, Text>
    {
        public override void Map(Text word, Text count, Context context) => context.Write(-count.ToInt64(), word);
    }

    private sealed class First(int limit) : Reducer<long, Text, Text, long>
    {
        private int _written;

        public override void Reduce(long count, Values<Text> words, Context context)
        {
            foreach (var word in words)
            {
                if (_written++ < limit)
                {
                    context.Write(word, -count);
                }
            }
        }
    }
}
