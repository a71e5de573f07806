namespace Hathi.Cli.Tests;

/// <summary>
/// Tests that say by HADOOP_USER_NAME who runs a command: it is the process's, so that nothing else runs beside one of them.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class ProcessUser
{
    public const string Name = nameof(ProcessUser);
}
