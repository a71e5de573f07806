using System.Text.RegularExpressions;

// Lines that match a pattern, with the files they stand in:  hathi run samples/Grep.cs /in /out 'ERROR.*timeout'
public sealed class Grep : IJobProgram
{
    public void Configure(JobBuilder job, string[] args) => job
        .Input(args[0]).Map(() => new Matcher(new Regex(args[2]))).Output(args[1]);

    private sealed class Matcher(Regex pattern) : Mapper<long, Text, string, Text>
    {
        public override void Map(long offset, Text line, Context context)
        {
            if (pattern.IsMatch(line.ToString()))
            {
                context.Write(((FileSplit)context.Split).Path, line);
            }
        }
    }
}
