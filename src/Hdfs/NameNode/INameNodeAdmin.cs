using Hathi.Hdfs.Core.Blocks;

namespace Hathi.Hdfs.NameNode;

/// <summary>What an administrator's call needs of the world outside the Core: files.</summary>
internal interface INameNodeAdmin
{
    /// <summary>Writes a checkpoint of everything appended so far; returns when it is on the disk.</summary>
    Task SaveNamespaceAsync();

    /// <summary>The include and exclude files (dfs.hosts, dfs.hosts.exclude) as they are now.</summary>
    NodeLists ReadNodeLists();

    /// <summary>Writes <c>metasave</c> text to a file of that name in the log directory.</summary>
    void WriteMetaSave(string fileName, string text);
}
