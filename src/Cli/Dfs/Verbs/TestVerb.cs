using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-test</c>: answers with the exit code.</summary>
internal sealed class TestVerb : Verb
{
    private const int No = 1;
    private static readonly string[] Questions = ["d", "e", "f", "r", "s", "w", "z"];
    private string _question = "";

    public override string Name => "test";

    public override string Usage => "-[defswrz] <path>";

    public override string Help =>
        """
        Ends with 0 when the answer is yes, with 1 when it is no.
          -d  is it a directory
          -e  is it there
          -f  is it a file
          -s  is it longer than 0 bytes
          -w  may you write it
          -r  may you read it
          -z  is it 0 bytes long
        """;

    protected override ValueTask PrepareAsync(List<string> args)
    {
        var flags = new Flags(1, 1, Questions);
        flags.Parse(args);
        _question = flags.Count switch
        {
            0 => throw new UsageException("No test flag given"),
            1 => Array.Find(Questions, flags.Has)!,
            _ => throw new UsageException("Only one test flag is allowed"),
        };
        return ValueTask.CompletedTask;
    }

    protected override async ValueTask ProcessPathAsync(PathItem item)
    {
        var status = item.Status!;
        var yes = _question switch
        {
            "e" => true,
            "d" => status.IsDirectory,
            "f" => !status.IsDirectory,
            "s" => status.Length > 0,
            "z" => status.Length == 0,
            "r" => await item.FileSystem.IsAllowedAsync(item.Path, FileActions.Read, Cancellation).ConfigureAwait(false),
            _ => await item.FileSystem.IsAllowedAsync(item.Path, FileActions.Write, Cancellation).ConfigureAwait(false),
        };
        if (!yes)
        {
            ExitCode = No;
        }
    }

    protected override ValueTask ProcessMissingAsync(PathItem item)
    {
        ExitCode = No;
        return ValueTask.CompletedTask;
    }
}
