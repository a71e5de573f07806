using System.Net;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hadoop.Rpc;

namespace Hathi.Hdfs.Client.Calls;

/// <summary>
/// Which NameNodes serve a file system: the authority itself, or, when it is a name service of the configuration, all of that.
/// </summary>
internal static class NameNodeAddresses
{
    internal const int DefaultPort = 8020;

    /// <exception cref="ConfigurationException">The name service is not fully configured, or an address is none.</exception>
    internal static IReadOnlyList<EndPoint> Resolve(Uri uri, Configuration configuration)
    {
        var service = uri.Host;
        if (uri.Port < 0 && configuration.Get(HdfsKeys.NameServices).Contains(service, StringComparer.OrdinalIgnoreCase))
        {
            var ids = configuration.Get(HdfsKeys.NameNodesOf.For(service));
            return ids.Count == 0
                ? [OfProperty(HdfsKeys.AddressOfService.For(service), configuration)]
                : [.. ids.Select(id => OfProperty(HdfsKeys.AddressOfNameNode.For(service, id), configuration))];
        }

        return service.Length == 0
            ? throw new ConfigurationException($"{uri} names no NameNode; write hdfs://host:8020/ or set fs.defaultFS.", null)
            : [Parse(uri.Port < 0 ? $"{service}:{DefaultPort}" : $"{service}:{uri.Port}", uri.ToString())];
    }

    private static EndPoint OfProperty(Setting<string> name, Configuration configuration) =>
        configuration.Get(name) is { Length: > 0 } text
            ? Parse(text.Contains(':', StringComparison.Ordinal) ? text : $"{text}:{DefaultPort}", name.Name)
            : throw new ConfigurationException($"{name} is not set; it is the address of a NameNode of this name service.", null);

    private static EndPoint Parse(string text, string source)
    {
        try
        {
            return RpcAddress.Parse(text);
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"{source}: {e.Message}", e);
        }
    }
}
