// Counts the words of text files:  hathi run samples/WordCount.cs /in /out
public sealed class WordCount : IJobProgram
{
    public void Configure(JobBuilder job, string[] args) => job
        .Input(args[0]).Map<Tokenize>().Combine<Sum>().Reduce<Sum>().Output(args[1]);

    private sealed class Tokenize : Mapper<long, Text, Text, long>
    {
        public override void Map(long offset, Text line, Context context)
        {
            foreach (var word in line.Words())
            {
                context.Write(word, 1);
            }
        }
    }

    private sealed class Sum : Reducer<Text, long, Text, long>
    {
        public override void Reduce(Text word, Values<long> counts, Context context) => context.Write(word, counts.Sum());
    }
}
