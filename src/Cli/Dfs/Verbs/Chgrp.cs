using Hathi.Cli.Kit;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-chgrp</c>: the group.</summary>
internal sealed class Chgrp : Chown
{
    public override string Name => "chgrp";

    public override string Usage => "[-R] GROUP PATH...";

    public override string Help =>
        """
        Changes the group.
          -R  what is below directories as well
        """;

    protected override void TakeNames(string text)
    {
        var group = text.Trim();
        Group = group.Length > 0 && IsName(group) ? group : throw new UsageException($"'{text}' does not match expected pattern for group");
    }
}
