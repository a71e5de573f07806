using System.Text;
using Hathi.Cli.Dfs;
using Hathi.Cli.Kit;
using Hathi.Tests.Cases.Verbs;

namespace Hathi.Cli.Tests;

/// <summary>Runs <c>hathi dfs</c> in this process.</summary>
internal static class InProcess
{
    public static async Task<Answer> RunAsync(IReadOnlyList<string> words, string input, string? user)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var streams = new ShellStreams(
            () => new MemoryStream(Encoding.UTF8.GetBytes(input)), new ShellWriter(output), new ShellWriter(error), ErrorIsTerminal: false);
        Environment.SetEnvironmentVariable("HADOOP_USER_NAME", user);
        var code = await DfsCommand.RunAsync(words, streams, TestContext.Current.CancellationToken);
        Environment.SetEnvironmentVariable("HADOOP_USER_NAME", null);
        return new Answer(Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()), code);
    }
}
