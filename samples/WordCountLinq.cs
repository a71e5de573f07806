// Counts the words of text files, the most frequent first; two jobs:  hathi run samples/WordCountLinq.cs /in /out
public sealed class WordCountLinq : IJobChain
{
    public void Configure(JobChain jobs, string[] args) => jobs
        .From(args[0])
        .SelectMany(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        .GroupBy(word => word).Count()
        .OrderByDescending(word => word.Value)
        .To(args[1]);
}
