namespace Hathi.Hdfs.Core.Model;

/// <summary>Who asks. Groups are resolved by the shell (from the operating system), never by the Core.</summary>
/// <param name="User">Short user name.</param>
/// <param name="Groups">Groups of the user; the first is the primary one.</param>
/// <param name="Address">The address the call came from, dotted; decides distance and the writer's node.</param>
public sealed record Caller(string User, IReadOnlyList<string> Groups, string Address);
