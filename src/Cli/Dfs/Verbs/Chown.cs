using System.Buffers;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-chown</c>: owner and group.</summary>
internal class Chown : Verb
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "-+_./@abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    public override string Name => "chown";

    public override string Usage => "[-R] [OWNER][:[GROUP]] PATH...";

    public override string Help =>
        """
        Changes owner and group; what is not named stays. Names are made of letters, digits and -+_./@.
          -R  what is below directories as well
        """;

    /// <summary>Null leaves it.</summary>
    protected string? Owner { get; set; }

    /// <summary>Null leaves it.</summary>
    protected string? Group { get; set; }

    protected override ValueTask PrepareAsync(List<string> args)
    {
        var flags = new Flags(2, Flags.AnyNumber, "R");
        flags.Parse(args);
        Recursive = flags.Has("R");
        TakeNames(args[0]);
        args.RemoveAt(0);
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads OWNER:GROUP.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    protected virtual void TakeNames(string text)
    {
        var trimmed = text.Trim();
        var colon = trimmed.IndexOf(':', StringComparison.Ordinal);
        var owner = colon < 0 ? trimmed : trimmed[..colon];
        var group = colon < 0 ? "" : trimmed[(colon + 1)..];
        if (!IsName(owner) || !IsName(group))
        {
            throw new UsageException($"'{text}' does not match expected pattern for [owner][:group].");
        }

        Owner = owner.Length == 0 ? null : owner;
        Group = group.Length == 0 ? null : group;
        if (Owner is null && Group is null)
        {
            throw new UsageException($"'{text}' does not specify owner or group.");
        }
    }

    /// <summary>Only characters that a name may have.</summary>
    protected static bool IsName(string text) => !text.AsSpan().ContainsAnyExcept(NameCharacters);

    protected override async ValueTask ProcessPathAsync(PathItem item)
    {
        var owner = Owner == item.Status!.Owner ? null : Owner;
        var group = Group == item.Status.Group ? null : Group;
        if (owner is null && group is null)
        {
            return;
        }

        try
        {
            await item.FileSystem.SetOwnerAsync(item.Path, owner, group, Cancellation).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw Failures.InOtherWords(e, $"changing ownership of '{item.Text}': {Failures.Describe(e)}");
        }
    }
}
