using System.Text;
using Hathi.Records;

namespace Hathi.MapReduce.Streaming;

/// <summary>
/// The reducer and combiner called <c>aggregate</c>: keys are <c>TYPE:ID</c>, and the type says what is made of the values. Source:
/// Apache's ValueAggregatorReducer and ValueAggregatorCombiner.
/// </summary>
/// <param name="combines">The values that it puts out are aggregated again, under the whole key.</param>
internal sealed class AggregateReducer(bool combines) : Reducer<Text, Text, Text, Text>
{
    public override void Reduce(Text key, Values<Text> values, Context context)
    {
        var colon = key.Bytes.IndexOf((byte)':');
        var aggregator = (colon < 0 ? null : Aggregator.Of(Encoding.UTF8.GetString(key.Bytes[..colon])))
            ?? throw new FormatException($"with -reducer aggregate a key is TYPE:ID with one of the types {Aggregator.Names}");
        foreach (var value in values)
        {
            aggregator.Add(value.Bytes);
        }

        if (!combines)
        {
            context.Write(new Text(key.Bytes[(colon + 1)..]), aggregator.Report());
            return;
        }

        foreach (var part in aggregator.Parts())
        {
            context.Write(key, part);
        }
    }
}
