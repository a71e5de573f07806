namespace Hathi.MapReduce.Tests;

public class CountersTests
{
    private enum Quality
    {
        Good,
        Bad,
    }

    [Fact]
    public void Print_as_Hadoop_prints_them()
    {
        var counters = new JobCounters();
        counters["org.apache.hadoop.mapreduce.lib.output.FileOutputFormatCounter", "BYTES_WRITTEN"].Increment(9);
        counters["org.apache.hadoop.mapreduce.lib.input.FileInputFormatCounter", "BYTES_READ"].Increment(8);
        counters["Shuffle Errors", "BAD_ID"].Increment(0);
        counters["mine", "b"].Increment();
        counters["mine", "a"].Increment(2);
        counters[TaskCounter.ShuffledMaps].Increment(3);
        counters[TaskCounter.MapInputRecords].Increment(4);
        counters[JobCounter.TotalLaunchedMaps].Increment(5);
        counters["hdfs", FileSystemCounter.BytesRead].Increment(6);
        counters["file", FileSystemCounter.WriteOps].Increment(0);
        counters["file", FileSystemCounter.BytesWritten].Increment(7);

        const string Expected = """
            Counters: 11
            	File System Counters
            		FILE: Number of bytes written=7
            		FILE: Number of write operations=0
            		HDFS: Number of bytes read=6
            	Job Counters_
            		Launched map tasks=5
            	Map-Reduce Framework
            		Map input records=4
            		Shuffled Maps =3
            	Shuffle Errors
            		BAD_ID=0
            	mine
            		a=2
            		b=1
            	File Input Format Counters_
            		Bytes Read=8
            	File Output Format Counters_
            		Bytes Written=9
            """;
        Assert.Equal(Expected.Replace('_', ' ').Replace("BAD ID", "BAD_ID", StringComparison.Ordinal), counters.ToString());
    }

    [Fact]
    public void Are_found_under_Apaches_names()
    {
        var counters = new JobCounters();
        counters[TaskCounter.MapOutputMaterializedBytes].Increment(1);
        counters[JobCounter.NumFailedMaps].Increment(2);
        counters["hdfs", FileSystemCounter.LargeReadOps].Increment(3);
        Assert.Equal(1, counters["org.apache.hadoop.mapreduce.TaskCounter", "MAP_OUTPUT_MATERIALIZED_BYTES"].Value);
        Assert.Equal(2, counters["org.apache.hadoop.mapreduce.JobCounter", "NUM_FAILED_MAPS"].Value);
        Assert.Equal(3, counters["org.apache.hadoop.mapreduce.FileSystemCounter", "HDFS_LARGE_READ_OPS"].Value);
    }

    [Fact]
    public void Of_ones_own_are_named_by_an_enumeration_and_add_up()
    {
        var a = new JobCounters();
        a[Quality.Bad].Increment();
        var b = new JobCounters();
        b[Quality.Bad].Increment(2);
        b[Quality.Good].Increment(5);
        a.Add(b);
        Assert.Equal(3, a["Hathi.MapReduce.Tests.CountersTests+Quality", "Bad"].Value);
        Assert.Equal(5, a[Quality.Good].Value);
    }

    /// <summary>What the engine counts comes after a program's work, also after its commit.</summary>
    [Fact]
    public void Of_a_program_are_limited_and_those_of_the_engine_are_not()
    {
        var counters = new JobCounters();
        for (var i = 0; i < JobCounters.Most; i++)
        {
            counters.OfProgram($"g{i % 10}", $"{i}").Increment();
        }

        Assert.Equal(
            "Too many counters: 10001 max=10000",
            Assert.Throws<LimitExceededException>(() => counters.OfProgram("g0", "one more")).Message);
        Assert.Throws<LimitExceededException>(() => counters.OfProgram("another", "one more"));
        counters.OfProgram("g0", "0").Increment();
        counters[TaskCounter.SpilledRecords].Increment(7);
        Assert.Equal((2, 7), (counters["g0", "0"].Value, counters[TaskCounter.SpilledRecords].Value));
    }
}
