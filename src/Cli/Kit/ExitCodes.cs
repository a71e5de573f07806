namespace Hathi.Cli.Kit;

/// <summary>Exit codes of <c>hdfs dfs</c>, which scripts test.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>At least one path failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong: -1, which a shell sees as 255.</summary>
    public const int Usage = 255;

    /// <summary>The user stopped it (128 + SIGINT).</summary>
    public const int Interrupted = 130;
}
