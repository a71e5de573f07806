using System.Net;

namespace Hathi.Conformance.Tests;

/// <summary>A configuration file as Hadoop reads it.</summary>
internal static class SiteXml
{
    public static void Write(string path, params (string Name, string Value)[] properties) => File.WriteAllText(
        path,
        "<configuration>" + string.Concat(properties.Select(
            p => $"<property><name>{p.Name}</name><value>{WebUtility.HtmlEncode(p.Value)}</value></property>")) + "</configuration>\n");
}
