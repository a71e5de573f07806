using Hathi.Platform.Processes;

namespace Hathi.Platform.Tests.Processes;

public sealed class JavaInstallationTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    [Theory]
    [InlineData("IMPLEMENTOR=\"Debian\"\nJAVA_VERSION=\"17.0.15\"\n", 17)]
    [InlineData("JAVA_VERSION=\"1.8.0_402\"\n", 8)]
    [InlineData("JAVA_VERSION=\"23\"\n", 23)]
    [InlineData("JAVA_VERSION=\"25-ea\"\n", 25)]
    [InlineData("JAVA_VERSION=\"\"\n", null)]
    [InlineData("nothing of use", null)]
    public void Its_release_is_what_it_says(string text, int? release)
    {
        var home = Make("java");
        File.WriteAllText(Path.Combine(home, "release"), text);
        Assert.Equal(new JavaInstallation(home, release), JavaInstallation.Find(home, "/nowhere"));
    }

    [Fact]
    public void On_the_path_a_link_leads_to_it()
    {
        var home = Make("jvm");
        var bin = Directory.CreateDirectory(Path.Combine(_directory.Path, "usr"));
        File.CreateSymbolicLink(Path.Combine(bin.FullName, "java"), Path.Combine(home, "bin", "java"));
        Assert.Equal(new JavaInstallation(home, null), JavaInstallation.Find("", $"/nowhere:{bin.FullName}"));
        Assert.Null(JavaInstallation.Find(null, "/nowhere"));
        Assert.Null(JavaInstallation.Find(null, null));
    }

    [Fact]
    public void One_that_does_not_say_its_release_has_modules_or_has_not()
    {
        var home = Make("java");
        Assert.Equal("", JavaInstallation.Find(home, null)!.FlagsForHadoop);
        Directory.CreateDirectory(Path.Combine(home, "lib"));
        File.WriteAllText(Path.Combine(home, "lib", "modules"), "");
        Assert.Equal(JavaInstallation.Opens, JavaInstallation.Find(home, null)!.FlagsForHadoop);
    }

    public void Dispose() => _directory.Dispose();

    private string Make(string name)
    {
        var home = Path.Combine(_directory.Path, name);
        Directory.CreateDirectory(Path.Combine(home, "bin"));
        File.WriteAllText(Path.Combine(home, "bin", "java"), "");
        return home;
    }
}
