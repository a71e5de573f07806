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

    /// <summary>Each looks at who is silent, and is itself stopped now and then.</summary>
    [Theory]
    [MemberData(nameof(Cores))]
    public void A_Core_that_takes_steps_counts_the_time_in_which_it_ran(string name)
    {
        using var core = new Assembly(name);
        Assert.Equal(core.ReferencedTypes.Contains("Hathi.Base.ICore`2"), core.ReferencedTypes.Contains("Hathi.Base.RunningClock"));
    }

    [Fact]
    public void The_metadata_reader_sees_what_these_tests_look_for()
    {
        using var platform = new Assembly("Hathi.Platform");
        Assert.Contains("System.IO.Stream", platform.ReferencedTypes);
        Assert.Contains("Hathi.Base", platform.ReferencedAssemblies);
        using var rpc = new Assembly("Hathi.Hadoop.Rpc");
        Assert.NotEmpty(rpc.AsyncStateMachines);
    }
}
