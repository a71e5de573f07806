using Hathi.MapReduce.Protocol.History;

namespace Hathi.MapReduce.History.Tests;

public sealed class HistoryFileNameTests
{
    // As Apache's master (3.5.0) named it.
    private const string Apaches =
        "job_1795343521049_0001-1795343556835-root-QuasiMonteCarlo-1795343578434-2-1-SUCCEEDED-root.default-1795343564856.jhist";

    [Fact]
    [GoldenBytes(typeof(HistoryFileName), 0)]
    public void A_name_is_taken_apart_and_put_together()
    {
        var name = HistoryFileName.Parse(Apaches)!;
        Assert.Equal(
            new HistoryFileName(
                "job_1795343521049_0001", 1795343556835, "root", "QuasiMonteCarlo", 1795343578434, 2, 1, "SUCCEEDED", "root.default",
                1795343564856),
            name);
        Assert.Equal(Apaches, name.ToString());
    }

    [Theory]
    [InlineData("a-b c/d", "a%2Db+c%2Fd")]
    [InlineData("", "NA")]
    [InlineData("größe", "gr%C3%B6%C3%9Fe")]
    [InlineData("x_y.z*", "x_y.z*")]
    public void What_separates_or_is_special_is_encoded(string job, string encoded)
    {
        var name = new HistoryFileName("job_1_0001", 1, "u", job, 2, 3, 4, "FAILED", "q", 5);
        Assert.Equal($"job_1_0001-1-u-{encoded}-2-3-4-FAILED-q-5.jhist", name.ToString());
        Assert.Equal(job.Length == 0 ? "NA" : job, HistoryFileName.Parse(name.ToString())!.JobName);
    }

    [Fact]
    public void A_long_name_is_cut_between_characters()
    {
        for (var ascii = 0; ascii < 12; ascii++)
        {
            var job = new string('a', ascii) + new string('€', 20);
            var name = new HistoryFileName("job_1_0001", 1, "u", job, 2, 3, 4, "FAILED", "q", 5).ToString();
            var back = HistoryFileName.Parse(name)!;
            Assert.InRange(name.Split('-')[3].Length, 42, 50);
            Assert.StartsWith(back.JobName, job, StringComparison.Ordinal);
            Assert.Equal(5, back.StartTime);
        }
    }

    [Theory]
    [InlineData("job_1_0001.summary")]
    [InlineData("job_1_0001_conf.xml")]
    [InlineData("other.jhist")]
    [InlineData("job_1%22%3E%3Cscript%20src=//h%3E%3C%2Fscript%3E-1-m-n-1-1-1-SUCCEEDED-q-1.jhist")]
    [InlineData("job_..%2F..%2Fx_0001-1-m-n-1-1-1-SUCCEEDED-q-1.jhist")]
    [InlineData("job_1_1-1-m-n-1-1-1-SUCCEEDED-q-1.jhist")]
    [InlineData("job_.jhist")]
    public void Other_files_are_none(string name) => Assert.Null(HistoryFileName.Parse(name));
}
