using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Hdfs.NameNode.Calls;

/// <summary>What an administrator's call needs of the world outside the Core: files.</summary>
internal interface INameNodeAdmin
{
    /// <summary>Writes a checkpoint of everything appended so far; returns when it is on the disk.</summary>
    Task SaveNamespaceAsync();

    /// <summary>The include and exclude files (dfs.hosts, dfs.hosts.exclude) as they are now.</summary>
    /// <exception cref="RpcFault">One is missing or cannot be read.</exception>
    Task<ReadHosts<NodeLists>> ReadNodeListsAsync();

    /// <summary>Lists that count now: hosts of theirs without an address are looked up again, and no others.</summary>
    void LookAgain(ReadHosts<NodeLists> hosts);

    /// <summary>Writes <c>metasave</c> text to a file of that name in the log directory.</summary>
    /// <exception cref="RpcFault">It cannot be written.</exception>
    Task WriteMetaSaveAsync(string fileName, string text);

    /// <summary>Reads again who may act for whom (hadoop.proxyuser.*).</summary>
    /// <exception cref="RpcFault">The configuration cannot be read; everything is as it was.</exception>
    Task RefreshImpersonationAsync();
}
