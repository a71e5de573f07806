using Hathi.Cli.Kit;

namespace Hathi.Cli.Dfs.Kit;

/// <summary>What a copy takes over from its source.</summary>
[Flags]
internal enum Preserved
{
    None = 0,
    Timestamps = 1,
    Ownership = 2,
    Permission = 4,

    /// <summary>What -p stands for.</summary>
    Default = Timestamps | Ownership | Permission,
}
