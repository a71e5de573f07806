using Hathi.Cli.Labs;
using Hathi.Lab;
using Hathi.Lab.Spec;

namespace Hathi.Cli.Tests;

/// <summary>Which Hadoop a lab takes its classes from, and what is said of one that is none.</summary>
public sealed class HadoopChoiceTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("hathi-choice-test-");
    private readonly List<string> _said = [];

    [Fact]
    public void The_command_line_comes_before_the_declaration_and_that_before_the_environment()
    {
        var (given, declared, variable) = (Hadoop("given"), Hadoop("declared"), Hadoop("variable"));
        Assert.Equal(given, Choose(given, declared, variable)!.Path);
        Assert.Equal(declared, Choose(null, declared, variable)!.Path);
        Assert.Equal(variable, Choose(null, null, variable)!.Path);
        Assert.Null(Choose(null, null, null));
        Assert.Null(Choose(null, null, ""));
        Assert.Empty(_said);
    }

    [Fact]
    public void A_wrong_one_that_was_asked_for_is_an_error_and_a_wrong_HADOOP_HOME_is_said_once_and_passed_over()
    {
        var wrong = Path.Combine(_root.FullName, "wrong");
        Assert.StartsWith(
            "--hadoop: " + wrong, Assert.Throws<LabException>(() => Choose(wrong, null, null)).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "hadoop: in lab.yaml: " + wrong,
            Assert.Throws<LabException>(() => Choose(null, wrong, null)).Message,
            StringComparison.Ordinal);
        Assert.Empty(_said);

        Assert.Null(Choose(null, null, wrong));
        Assert.Contains(
            $"HADOOP_HOME: {wrong}: there is no such directory; it is passed over", Assert.Single(_said), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_HADOOP_HOME_is_not_looked_at_where_another_was_asked_for()
    {
        Choose(Hadoop("given"), null, "/nowhere");
        Choose(null, Hadoop("declared"), "/nowhere");
        Assert.Empty(_said);
    }

    [Fact]
    public void Up_names_it_among_its_options() =>
        Assert.Contains(UpCommand.Create().Options, static o => o.Name == "--hadoop"
            && o.Description!.Contains("HADOOP_HOME", StringComparison.Ordinal));

    public void Dispose() => _root.Delete(recursive: true);

    private HadoopHome? Choose(string? given, string? declared, string? variable) =>
        HadoopChoice.Choose(given, declared, "lab.yaml", variable, _said.Add);

    private string Hadoop(string name)
    {
        var directory = _root.CreateSubdirectory(name).FullName;
        foreach (var jar in (string[])["common", "hdfs-client", "yarn-client", "mapreduce-client-core", "mapreduce-client-app"])
        {
            File.WriteAllText(Path.Combine(directory, $"hadoop-{jar}-3.4.1.jar"), "");
        }

        return directory;
    }
}
