using Hathi.Simulation.Tests.Kit.Shells;

namespace Hathi.Simulation.Tests;

/// <summary>The tests; or, for them, some seeds of a world in which shells run, in a process whose thread pool that world holds.</summary>
internal static class Program
{
    public static int Main(string[] args) =>
        args is [ShellSeeds.Verb, ..]
            ? ShellSeeds.RunHere(args.Skip(1))
            : Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args).GetAwaiter().GetResult();
}
