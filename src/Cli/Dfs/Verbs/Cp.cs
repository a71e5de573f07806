using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-cp</c>: copies inside a file system or from one to another.</summary>
internal sealed class Cp : CopyVerb
{
    public override string Name => "cp";

    public override string Usage => "[-f] [-p | -p[topax]] [-d] [-t <thread count>] [-q <thread pool queue size>] <src> ... <dst>";

    public override string Help =>
        """
        Copies files and directories.
          -f  replace what is there
          -p[top]  keep times, ownership, permissions; all three when none is named
          -d  write the target at once, not first _<dst>.RANDOM._COPYING_
          -t <thread count>  files copied at a time (1)
          -q <thread pool queue size>  with -t: how many wait for a free thread (1024)
        """;

    protected override ValueTask PrepareAsync(List<string> args)
    {
        TakePreserved(args);
        var flags = new Flags(2, Flags.AnyNumber, "f", "d").WithValue("t", "q");
        flags.Parse(args);
        Direct = flags.Has("d");
        Overwrite = flags.Has("f");
        TakeThreads(flags);
        Recursive = true;
        return TakeDestinationAsync(args);
    }

    /// <summary>-p and its letters may stand anywhere before "--".</summary>
    private void TakePreserved(List<string> args)
    {
        var end = args.IndexOf("--");
        var at = args.FindIndex(0, end < 0 ? args.Count : end, static arg => arg.StartsWith("-p", StringComparison.Ordinal));
        if (at < 0)
        {
            return;
        }

        var letters = args[at].AsSpan(2);
        Preserve = letters.Length == 0 ? Preserved.Default : Preserved.None;
        foreach (var letter in letters)
        {
            Preserve |= char.ToLowerInvariant(letter) switch
            {
                't' => Preserved.Timestamps,
                'o' => Preserved.Ownership,
                'p' => Preserved.Permission,
                'a' or 'x' => throw new NotSupportedException("ACLs and extended attributes are not there yet; leave out a and x of -p."),
                _ => throw new UsageException($"No attribute for {letter}"),
            };
        }

        args.RemoveAt(at);
    }
}
