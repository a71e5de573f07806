namespace Hathi.Cli.Kit;

/// <summary>The command line is wrong: exit code 255 and the verb's usage, as Hadoop's IllegalArgumentException.</summary>
internal sealed class UsageException(string message) : Exception(message);
