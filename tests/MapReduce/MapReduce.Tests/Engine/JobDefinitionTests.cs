using Hathi.Hadoop.Conf;
using Hathi.Records;

namespace Hathi.MapReduce.Tests.Engine;

public class JobDefinitionTests
{
    private readonly JobBuilder _job = new JobBuilder(new Configuration()).Named("j").Input("/in").Output("/out");

    [Fact]
    public void A_mapper_is_needed() => Fails(_job, "j has no mapper: call job.Map<…>().");

    [Fact]
    public void Input_is_needed() =>
        Fails(new JobBuilder(new Configuration()).Output("/out").Map<Words>(), "No input paths specified in job");

    [Fact]
    public void Output_is_needed() => Fails(new JobBuilder(new Configuration()).Input("/in").Map<Words>(), "Output directory not set.");

    [Fact]
    public void The_mapper_takes_what_the_format_gives() =>
        Fails(
            _job.ReadAs(new KeyValueTextInputFormat()).Map<Words>(),
            "j: Words takes (Int64, Text) but KeyValueTextInputFormat gives (Text, Text).");

    [Fact]
    public void The_reducer_takes_what_the_mapper_gives() =>
        Fails(_job.Map<Words>().Reduce<Ints>(), "j: Ints takes (Text, Int32) but Words gives (Text, Int64).");

    [Fact]
    public void A_combiner_gives_what_it_takes() =>
        Fails(
            _job.Map<Words>().Combine<ToText>().Reduce<ToText>(),
            "j: ToText cannot combine: it takes (Text, Int64) and gives (Text, Text), both must be what Words gives, (Text, Int64).");

    [Fact]
    public void A_partitioner_is_one_for_the_mappers_output() =>
        Fails(
            _job.Map<Words>().Reduce<ToText>().PartitionBy<Text, int>(() => null!),
            "j: the partitioner is not one for what Words gives, (Text, Int64).");

    [Fact]
    public void An_output_format_takes_what_the_reducer_gives() =>
        Fails(
            _job.Map<Words>().Reduce<ToText>().WriteAs(new TextOutputFormat<Text, long>()),
            "j: TextOutputFormat`2 takes (Text, Int64) but ToText gives (Text, Text).");

    [Theory]
    [InlineData("mapreduce.task.io.sort.mb", "4096", "mapreduce.task.io.sort.mb = 4096: it must be from 1 to 2047.")]
    [InlineData("mapreduce.task.io.sort.factor", "1", "mapreduce.task.io.sort.factor = 1: it must be from 2 to 10000.")]
    [InlineData("mapreduce.job.reduces", "-1", "mapreduce.job.reduces = -1: it must be from 0 to 1000000.")]
    public void Settings_have_limits(string name, string value, string message) =>
        Fails(_job.Map<Words>().Reduce<ToText>().Set(name, value), message);

    private static void Fails(JobBuilder job, string message) =>
        Assert.Equal(message, Assert.Throws<JobDefinitionException>(job.Build).Message);

    private sealed class Words : Mapper<long, Text, Text, long>
    {
        public override void Map(long key, Text value, Context context) => context.Write(value, 1);
    }

    private sealed class Ints : Reducer<Text, int, Text, int>
    {
        public override void Reduce(Text key, Values<int> values, Context context) => context.Write(key, values.Sum());
    }

    private sealed class ToText : Reducer<Text, long, Text, Text>
    {
        public override void Reduce(Text key, Values<long> values, Context context) => context.Write(key, key);
    }
}
