using System.Text;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.NameNode.Mapping;

/// <summary>
/// Texts of requests, checked against <see cref="RequestLimits"/>. What is refused is told with what the call was and what the limit is,
/// never with the text itself. Protocols read no field of a request but through this class, <see cref="RequestNumbers"/> and
/// <see cref="RequestLists"/>: a test reads their code.
/// </summary>
internal static class RequestTexts
{
    /// <summary>A path that is to be made. Apache checks it in NameNodeRpcServer (checkPathLength).</summary>
    /// <param name="operation">As Apache's message calls it: both renames are "rename".</param>
    /// <param name="path">As sent.</param>
    public static string NewPath(string operation, string path) =>
        CheckPath(operation, path, RequestLimits.NewPathCharacters, RequestLimits.NewPathLevels);

    /// <summary>A path of something that may be there.</summary>
    /// <param name="operation">The call.</param>
    /// <param name="path">As sent.</param>
    public static string Path(string operation, string path) =>
        CheckPath(operation, path, RequestLimits.PathCharacters, RequestLimits.PathLevels);

    /// <summary>Holder of leases.</summary>
    public static string ClientName(string operation, string name) => Check(operation, "client name", name, RequestLimits.ClientName);

    /// <summary>A user or a group.</summary>
    public static string UserName(string operation, string name) => UserNames.IsShort(name)
        ? name
        : throw TooLong(operation, "name of a user or group", $"{UserNames.MaxBytes} bytes");

    /// <summary>The id of a DataNode or a storage.</summary>
    public static string Uuid(string operation, string id) =>
        Check(operation, "id of a DataNode or storage", id, RequestLimits.UuidCharacters);

    /// <summary>host or host:port.</summary>
    public static string Host(string operation, string host) => Check(operation, "host name", host, RequestLimits.HostCharacters);

    /// <summary>A name out of a table: a policy, a version, a cluster, a pool of blocks.</summary>
    public static string Name(string operation, string name) => Check(operation, "name", name, RequestLimits.NameCharacters);

    /// <summary>The cookie of the page before.</summary>
    public static string Cookie(string operation, string cookie) => Check(operation, "cookie", cookie, RequestLimits.CookieCharacters);

    /// <summary>Names of blocks with blanks between them.</summary>
    public static string[] BlockNames(string operation, string names)
    {
        var all = names.Split(' ', RequestLimits.BlocksOfFsck + 1, StringSplitOptions.RemoveEmptyEntries);
        return all.Length <= RequestLimits.BlocksOfFsck
            ? [.. all.Select(name => Name(operation, name))]
            : throw new RpcFault(JavaExceptions.IOException, $"{operation}: too many blocks.  Limit {RequestLimits.BlocksOfFsck}.");
    }

    /// <summary>A file of that name in a directory of the server's: no path, nothing that is none.</summary>
    public static string FileName(string operation, string name)
    {
        var last = System.IO.Path.GetFileName(Name(operation, name));
        return last is { Length: > 0 } and not ("." or "..")
            && Encoding.UTF8.GetByteCount(last) <= RequestLimits.NameCharacters
            && last.IndexOf('\0', StringComparison.Ordinal) < 0
            ? last
            : throw new RpcFault(JavaExceptions.HadoopIllegalArgument, $"{operation}: needs the name of a file in the log directory");
    }

    /// <summary>What is told to people and looked at by nobody else: cut.</summary>
    public static string Told(string text) =>
        text.Length <= RequestLimits.ToldCharacters ? text : text[..RequestLimits.ToldCharacters] + "…";

    /// <summary>The name after which a listing goes on, in UTF-8; or a path in /.reserved/.inodes.</summary>
    public static ReadOnlyMemory<byte> StartAfter(string operation, ByteString name) => name.Length <= RequestLimits.PathCharacters
        ? name.Memory
        : throw TooLong(operation, "name to start after", $"{RequestLimits.PathCharacters} bytes");

    private static string CheckPath(string operation, string path, int characters, int levels) => path.Length <= characters
        && Levels(path) <= levels
        ? path
        : throw new RpcFault(
            JavaExceptions.IOException, $"{operation}: Pathname too long.  Limit {characters} characters, {levels} levels.");

    private static string Check(string operation, string what, string text, int characters) => text.Length <= characters
        ? text
        : throw TooLong(operation, what, $"{characters} characters");

    private static RpcFault TooLong(string operation, string what, string limit) =>
        new(JavaExceptions.IOException, $"{operation}: the {what} is too long.  Limit {limit}.");

    private static int Levels(ReadOnlySpan<char> path)
    {
        var levels = 0;
        for (var i = 0; i < path.Length; i++)
        {
            levels += path[i] != '/' && (i == 0 || path[i - 1] == '/') ? 1 : 0;
        }

        return levels;
    }
}
