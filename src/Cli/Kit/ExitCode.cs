namespace Hathi.Cli.Kit;

/// <summary>Exit codes of hathi; those of <c>hathi dfs</c> are Hadoop's own.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>What was asked for could not be done; standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line was wrong.</summary>
    public const int Usage = 2;
}
