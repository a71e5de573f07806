using Hathi.Cli.Labs;

namespace Hathi.Cli.Tests;

public sealed class UpCommandTests
{
    [Theory]
    [InlineData("lab", false, "rob")]
    [InlineData("other", true, "other")]
    [InlineData("lab", true, "lab")]
    public void A_declared_lab_has_the_name_that_was_given_or_else_its_own(string name, bool isGiven, string expected)
    {
        var reads = 0;
        var (found, declared) = UpCommand.NameAndLab(name, isGiven, "lab.yaml", _ =>
        {
            reads++;
            return "name: rob\nnodes: 2\n";
        });
        Assert.Equal((expected, expected, 2, 1), (found, declared!.Name, declared.Nodes.Count, reads));
    }

    [Fact]
    public void Without_a_file_nothing_is_read() =>
        Assert.Equal(("lab", null), UpCommand.NameAndLab("lab", false, null, static _ => throw new InvalidOperationException("read")));
}
