namespace Hathi.Architecture.Tests;

public sealed class CoreTests
{
    public static TheoryData<string> Cores => [.. House.Cores];

    [Theory]
    [MemberData(nameof(Cores))]
    public void A_Core_is_synchronous(string name)
    {
        using var core = new Assembly(name);
        Assert.Empty(core.AsyncStateMachines);
    }

    [Theory]
    [MemberData(nameof(Cores))]
    public void A_Core_names_no_clock_no_file_no_socket_no_thread_and_no_task(string name)
    {
        using var core = new Assembly(name);
        var banned = core.ReferencedTypes.Where(t => House.NotInCores.Any(b => t == b || t.StartsWith(b + ".", StringComparison.Ordinal)));
        Assert.Empty(banned.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_metadata_reader_sees_what_these_tests_look_for()
    {
        using var platform = new Assembly("Hathi.Platform");
        Assert.Contains("System.IO.Stream", platform.ReferencedTypes);
        Assert.Contains("Hathi.Base", platform.ReferencedAssemblies);
        using var rpc = new Assembly("Hathi.Rpc");
        Assert.NotEmpty(rpc.AsyncStateMachines);
    }
}
