namespace Hathi.Cli.Tests;

/// <summary>Tests that say by HADOOP_USER_NAME who runs a command: it is the process's, so that they run one after the other.</summary>
internal static class ProcessUser
{
    public const string Name = nameof(ProcessUser);
}
