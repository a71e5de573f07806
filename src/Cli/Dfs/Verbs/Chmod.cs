using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-chmod</c>: permissions.</summary>
internal sealed class Chmod : Verb
{
    private ModeChange _change;

    public override string Name => "chmod";

    public override string Usage => "[-R] <MODE[,MODE]... | OCTALMODE> PATH...";

    public override string Help =>
        """
        Changes permissions.
          -R  what is below directories as well
          <MODE>  [ugoa][+-=][rwxXt], for example +t,a+r,g-w,o=r; without who, all are meant, whatever the umask
          <OCTALMODE>  3 or 4 digits; the first of 4 is the sticky bit
        """;

    protected override ValueTask PrepareAsync(List<string> args)
    {
        var flags = new Flags(2, Flags.AnyNumber, "R") { LeaveUnknown = true };
        flags.Parse(args);
        Recursive = flags.Has("R");
        _change = ModeChange.Parse(args[0]) ?? throw new UsageException($"chmod : mode '{args[0]}' does not match the expected pattern.");
        args.RemoveAt(0);
        return ValueTask.CompletedTask;
    }

    protected override async ValueTask ProcessPathAsync(PathItem item)
    {
        var status = item.Status!;
        var mode = _change.Apply(status.Mode, status.IsDirectory);
        if (mode == status.Mode)
        {
            return;
        }

        try
        {
            await item.FileSystem.SetPermissionAsync(item.Path, mode, Cancellation).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw Failures.InOtherWords(e, $"changing permissions of '{item.Text}': {Failures.Describe(e)}");
        }
    }
}
