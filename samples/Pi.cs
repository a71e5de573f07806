// Estimates pi from points that are spread evenly over a square, as Apache's pi: MAPS SAMPLES-A-MAP OUT:
//     hathi run samples/Pi.cs 4 1000 /pi
public sealed class Pi : IJobProgram
{
    // Each map gets one number and takes the points that stand at that place in the sequence.
    public void Configure(JobBuilder job, string[] args) => job
        .Set("mapreduce.job.maps", args[0]).ReadAs(new RangeInputFormat(int.Parse(args[0])))
        .Map(() => new Throw(long.Parse(args[1]))).Reduce<Estimate>().Reducers(1).Output(args[2]);

    private sealed class Throw(long samples) : Mapper<long, Null, string, long>
    {
        public override void Map(long number, Null nothing, Context context)
        {
            var inside = 0L;
            for (var i = (number * samples) + 1; i <= (number + 1) * samples; i++)
            {
                var (x, y) = (Halton(i, 2) - 0.5, Halton(i, 3) - 0.5);
                inside += (x * x) + (y * y) > 0.25 ? 0 : 1;
            }

            context.Write("inside", inside);
            context.Write("all", samples);
        }

        // The digits of the number in that base, mirrored at the point (J. Halton 1960).
        private static double Halton(long number, int @base)
        {
            var (result, place) = (0.0, 1.0);
            for (; number > 0; number /= @base)
            {
                place /= @base;
                result += number % @base * place;
            }

            return result;
        }
    }

    private sealed class Estimate : Reducer<string, long, string, string>
    {
        private decimal _inside;
        private decimal _all;

        public override void Reduce(string what, Values<long> counts, Context context)
        {
            if (what == "all")
            {
                _all = counts.Sum();
            }
            else
            {
                _inside = counts.Sum();
            }
        }

        public override void Cleanup(Context context) =>
            context.Write("pi", (4 * _inside / _all).ToString("F20", System.Globalization.CultureInfo.InvariantCulture));
    }
}
