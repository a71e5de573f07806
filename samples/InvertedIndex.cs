// Which files have a word, and how often:  hathi run samples/InvertedIndex.cs /books /index
// Output lines are "WORD TAB FILE:COUNT FILE:COUNT …", the files in the order of their names.
public sealed class InvertedIndex : IJobProgram
{
    public void Configure(JobBuilder job, string[] args) => job
        .Input(args[0]).Map<Locate>().Combine<Count>().Reduce<List>().Output(args[1]);

    // The value is "FILE:COUNT" from the start, so that a combiner can add up.
    private sealed class Locate : Mapper<long, Text, Text, Text>
    {
        private byte[] _once = [];

        public override void Setup(Context context) =>
            _once = System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(((FileSplit)context.Split).Path) + ":1");

        public override void Map(long offset, Text line, Context context)
        {
            foreach (var word in line.Words())
            {
                context.Write(word, _once);
            }
        }
    }

    private sealed class Count : Reducer<Text, Text, Text, Text>
    {
        public override void Reduce(Text word, Values<Text> places, Context context)
        {
            foreach (var (file, count) in Add(places))
            {
                context.Write(word, $"{file}:{count}");
            }
        }
    }

    private sealed class List : Reducer<Text, Text, Text, string>
    {
        public override void Reduce(Text word, Values<Text> places, Context context) =>
            context.Write(word, string.Join(' ', Add(places).Select(p => $"{p.Key}:{p.Value}")));
    }

    private static SortedDictionary<string, long> Add(Values<Text> places)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var place in places)
        {
            var colon = place.Bytes.LastIndexOf((byte)':');
            var file = place[..colon].ToString();
            counts[file] = counts.GetValueOrDefault(file) + place[(colon + 1)..].ToInt64();
        }

        return counts;
    }
}
