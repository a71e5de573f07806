namespace Hathi.Hdfs.Core.Operations;

/// <summary>Who holds a file that is taken from its writer while its last block is recovered.</summary>
/// <param name="Holder">As the client names itself, or the NameNode's own.</param>
/// <param name="User">Who asked for it; null: the NameNode.</param>
internal readonly record struct Successor(string Holder, string? User);
