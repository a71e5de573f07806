using System.Globalization;

// The lines with the largest numbers in a column, largest first; columns are cut at tabs and counted from 1:
//     hathi run samples/TopN.cs /in /out 10 2
public sealed class TopN : IJobProgram
{
    public void Configure(JobBuilder job, string[] args)
    {
        var (limit, column) = (int.Parse(args[2]), int.Parse(args[3]));
        job.Input(args[0]).Map(() => new Best(limit, column)).Reduce(() => new BestOfAll(limit)).Reducers(1).Output(args[1]);
    }

    // Keeps the best lines of its split and puts them out at the end: little travels, however large the input is.
    private sealed class Best(int limit, int column) : Mapper<long, Text, double, Text>
    {
        private readonly PriorityQueue<byte[], double> _best = new();

        public override void Map(long offset, Text line, Context context)
        {
            var field = 0;
            foreach (var text in line.Split('\t'))
            {
                if (++field == column && double.TryParse(text.Bytes, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && (_best.Count < limit || (_best.TryPeek(out _, out var least) && number > least)))
                {
                    _best.Enqueue(line.ToArray(), number);
                    if (_best.Count > limit)
                    {
                        _best.Dequeue();
                    }
                }
            }
        }

        // The engine sorts upwards: the negative number makes it largest first.
        public override void Cleanup(Context context)
        {
            while (_best.TryDequeue(out var line, out var number))
            {
                context.Write(-number, line.AsSpan());
            }
        }
    }

    private sealed class BestOfAll(int limit) : Reducer<double, Text, Text, Null>
    {
        private int _written;

        public override void Reduce(double number, Values<Text> lines, Context context)
        {
            foreach (var line in lines)
            {
                if (_written++ < limit)
                {
                    context.Write(line, Null.Value);
                }
            }
        }
    }
}
