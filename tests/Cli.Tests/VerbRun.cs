using System.Text;
using Hathi.Cli.Dfs;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Tests;

/// <summary>Runs one verb of <c>hathi dfs</c> on a file system of a test's own.</summary>
internal static class VerbRun
{
    /// <param name="files">Every file system that a path names.</param>
    /// <param name="settings">Of the run.</param>
    /// <param name="words">The verb, with its dash, and what follows.</param>
    public static async Task<(string Output, string Error, int Code)> RunAsync(
        FileSystem files, Configuration settings, params string[] words)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var streams = new ShellStreams(static () => Stream.Null, new ShellWriter(output), new ShellWriter(error), ErrorIsTerminal: false);
        await using var shell = new Shell(settings, streams, TestContext.Current.CancellationToken) { Opener = (_, _) => files };
        var code = await VerbTable.Find(words[0])!.RunAsync(shell, [.. words.Skip(1)]);
        streams.Out.Flush();
        return (Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()), code);
    }
}
